using System.Runtime.Intrinsics;

namespace Hark.Signal;

/// <summary>
/// Spectra of frames, several at once: one frame a lane. Every frame goes through the same arithmetic whatever lane it is in and
/// whatever stands beside it, so a frame's numbers do not depend on how the signal was cut up.
/// </summary>
internal abstract unsafe class StftEngine
{
    private readonly LaneBuffer _linear;

    protected StftEngine(StftOptions options, int lanes)
    {
        options.Validate();
        Options = options;
        Lanes = lanes;
        Hop = options.EffectiveHopSamples;
        _linear = new LaneBuffer(checked(((Columns(options, lanes) - 1) * Hop) + Math.Min(Hop, options.NFft)));
    }

    public StftOptions Options { get; }

    /// <summary>Frames computed at once.</summary>
    public int Lanes { get; }

    public int Hop { get; }

    /// <summary>The widest engine that the processor runs.</summary>
    public static StftEngine Create(StftOptions options)
        => Vector512.IsHardwareAccelerated ? new StftEngine<FloatLanes16, Vector512<float>>(options)
            : Vector256.IsHardwareAccelerated ? new StftEngine<FloatLanes8, Vector256<float>>(options)
            : new StftEngine<FloatLanes4, Vector128<float>>(options);

    /// <summary>Hops that lanes neighbouring frames lie in, rounded up to whole blocks of <see cref="Transpose"/>.</summary>
    protected static int Columns(StftOptions options, int lanes)
        => (lanes + ((options.NFft - 1) / options.EffectiveHopSamples) + Transpose.Block - 1) / Transpose.Block * Transpose.Block;

    /// <summary>Complex spectra of all frames; re and im [bins, frames] are overwritten.</summary>
    public abstract void Complex(ReadOnlySpan<float> samples, int frames, Span<float> re, Span<float> im);

    /// <summary>The samples under frames firstFrame..firstFrame + lanes − 1, padding included; zeros past the end.</summary>
    public float* Linear(float* signal, int length, int firstFrame)
    {
        long start = ((long)firstFrame * Hop) - (Options.Center ? Options.NFft / 2 : 0);
        if (start >= 0 && start + _linear.Length <= length)
        {
            return signal + start;
        }

        float* linear = _linear.Pointer;
        int before = (int)Math.Clamp(-start, 0, _linear.Length);
        int inside = (int)Math.Clamp(length - Math.Max(start, 0), 0, _linear.Length - before);
        for (int i = 0; i < before; i++)
        {
            linear[i] = Padding(signal, length, start + i);
        }

        new ReadOnlySpan<float>(signal + Math.Max(start, 0), inside).CopyTo(new Span<float>(linear + before, inside));
        for (int i = before + inside; i < _linear.Length; i++)
        {
            linear[i] = Padding(signal, length, start + i);
        }

        return linear;
    }

    private float Padding(float* signal, int length, long index)
    {
        if (Options.PadMode == PadMode.Zero || !Options.Center)
        {
            return 0;
        }

        if (Options.PadMode == PadMode.Edge || length == 1)
        {
            return signal[index < 0 ? 0 : length - 1];
        }

        // A mirror at each end repeats every 2·(length − 1) samples, as often as the padding needs: seldom more than once.
        long last = length - 1L, place = index < 0 ? -index : index;
        if (place > 2 * last)
        {
            place %= 2 * last;
        }

        return signal[Math.Min(place, (2 * last) - place)];
    }
}
