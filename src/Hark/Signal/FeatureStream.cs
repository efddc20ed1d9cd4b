using System.Buffers;

namespace Hark.Signal;

/// <summary>
/// A front end for sound that arrives piece by piece: however it is cut, the frames are those of the whole, to the bit. A frame
/// comes out as soon as its last sample is in; centred frames at the end come with <see cref="Flush"/>. One thread at a time.
/// </summary>
public sealed class FeatureStream
{
    private readonly FeatureEngine _engine;
    private readonly int _padding;
    private float[] _samples = [];
    private int _held;
    private long _firstHeld;
    private long _nextFrame;
    private float[] _segment = [];
    private float[] _turned = [];

    /// <exception cref="HarkException">
    /// The options are wrong, or they need the whole sound: decibels whose reference or range is that of the loudest frame.
    /// </exception>
    public FeatureStream(FeatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.NeedsWholeSound)
        {
            throw new HarkException("These features need the whole sound (decibels against its largest value, or a top_db range below it) and cannot be streamed: give a fixed reference and no top_db.");
        }

        // Padding is made here, where the ends of the sound are known; the engine sees plain frames.
        Options = options;
        _engine = FeatureEngine.Create(options with { Stft = options.Stft with { Center = false } });
        _padding = options.Stft.Center ? options.Stft.NFft / 2 : 0;
    }

    public FeatureOptions Options { get; }

    /// <summary>Values a frame gives.</summary>
    public int Rows => Options.Rows;

    private long Total => _firstHeld + _held;

    /// <summary>Takes the next samples.</summary>
    /// <param name="samples">Any number, finite.</param>
    /// <param name="destination">Takes [frames, rows] of the frames that are now complete.</param>
    /// <returns>The number of these frames.</returns>
    /// <exception cref="HarkException">A sample is not finite; it is counted from the start of the stream. No sample was taken.</exception>
    public int Push(ReadOnlySpan<float> samples, IBufferWriter<float> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        SignalGuard.CheckFinite(samples, Total);
        Room(_held + samples.Length, ref _samples, _held);
        samples.CopyTo(_samples.AsSpan(_held));
        _held += samples.Length;

        // A mirrored beginning is known once its samples are.
        bool begun = Options.Stft.PadMode == PadMode.Zero ? Total > 0 : Total > _padding;
        long reach = Total + _padding - Options.Stft.NFft;
        return begun && reach >= 0 ? Emit((reach / _engine.Options.Stft.EffectiveHopSamples) + 1, destination) : 0;
    }

    /// <summary>Ends the sound: the frames that reach past its last sample. Afterwards the stream begins anew.</summary>
    /// <param name="destination">Takes [frames, rows].</param>
    /// <returns>The number of these frames; 0 for a sound too short for any.</returns>
    public int Flush(IBufferWriter<float> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        long span = Total + (2L * _padding) - Options.Stft.NFft;
        int frames = Total > 0 && span >= 0 ? Emit((span / _engine.Options.Stft.EffectiveHopSamples) + 1, destination) : 0;
        _held = 0;
        _firstHeld = 0;
        _nextFrame = 0;
        return frames;
    }

    private int Emit(long frameEnd, IBufferWriter<float> destination)
    {
        int hop = Options.Stft.EffectiveHopSamples;
        int count = checked((int)(frameEnd - _nextFrame));
        if (count <= 0)
        {
            return 0;
        }

        int length = checked(((count - 1) * hop) + Options.Stft.NFft);
        Room(length, ref _segment, 0);
        long start = (_nextFrame * hop) - _padding;
        for (int i = 0; i < length; i++)
        {
            _segment[i] = Sample(start + i);
        }

        int values = count * Rows;
        Room(values, ref _turned, 0);
        _engine.Extract(_segment.AsSpan(0, length), count, _turned.AsSpan(0, values));
        Transpose.Of(_turned, Rows, count, destination.GetSpan(values)[..values]);
        destination.Advance(values);
        _nextFrame = frameEnd;
        Forget(Math.Min((frameEnd * hop) - _padding, Total - _padding - 1));
        return count;
    }

    private float Sample(long index)
    {
        if (index < 0 || index >= Total)
        {
            if (Options.Stft.PadMode == PadMode.Zero)
            {
                return 0;
            }

            if (Options.Stft.PadMode == PadMode.Edge || Total == 1)
            {
                index = index < 0 ? 0 : Total - 1;
            }
            else
            {
                long period = 2 * (Total - 1);
                long place = ((index % period) + period) % period;
                index = Math.Min(place, period - place);
            }
        }

        return _samples[index - _firstHeld];
    }

    /// <summary>Drops samples before an index that no later frame needs.</summary>
    private void Forget(long index)
    {
        int count = (int)Math.Clamp(index - _firstHeld, 0, _held);
        _samples.AsSpan(count, _held - count).CopyTo(_samples);
        _held -= count;
        _firstHeld += count;
    }

    private static void Room(int length, ref float[] array, int kept)
    {
        if (array.Length < length)
        {
            var larger = new float[Math.Max(length, 2 * array.Length)];
            array.AsSpan(0, kept).CopyTo(larger);
            array = larger;
        }
    }
}
