using System.Buffers;

namespace Hark.Signal;

/// <summary>
/// A <see cref="Resampler"/> for one channel that arrives piece by piece: however it is cut, the result is that of the whole, to the bit.
/// One thread at a time.
/// </summary>
public sealed class ResamplerStream
{
    private readonly Resampler _resampler;
    private float[] _samples;
    private int _held;
    private long _firstHeld;
    private long _nextResult;

    public ResamplerStream(Resampler resampler)
    {
        ArgumentNullException.ThrowIfNull(resampler);
        _resampler = resampler;
        _samples = new float[2 * resampler.Taps];
        Begin();
    }

    private long Total => _firstHeld + _held;

    /// <summary>Takes the next samples.</summary>
    /// <param name="samples">Any number, finite.</param>
    /// <param name="destination">Takes the results that are now known.</param>
    /// <returns>Their number.</returns>
    /// <exception cref="HarkException">A sample is not finite; it is counted from the start of the stream. No sample was taken.</exception>
    public int Push(ReadOnlySpan<float> samples, IBufferWriter<float> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        SignalGuard.CheckFinite(samples, Total);
        Append(samples);
        long end = _nextResult;
        while (_resampler.LastSource(end) < Total)
        {
            end++;
        }

        return Emit(end, destination);
    }

    /// <summary>Ends the sound: the results whose filter reaches past its last sample. Afterwards the stream begins anew.</summary>
    /// <returns>Their number.</returns>
    public int Flush(IBufferWriter<float> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        long end = ((Total * _resampler.Up) + _resampler.Down - 1) / _resampler.Down;
        if (end > _nextResult)
        {
            Append(new float[Math.Max(0, _resampler.LastSource(end - 1) + 1 - Total)]);
        }

        int count = Emit(end, destination);
        Begin();
        return count;
    }

    /// <summary>Silence stands before the first sample.</summary>
    private void Begin()
    {
        _samples.AsSpan(0, _resampler.Taps).Clear();
        _held = _resampler.Taps;
        _firstHeld = -_held;
        _nextResult = 0;
    }

    private void Append(ReadOnlySpan<float> samples)
    {
        if (_samples.Length < _held + samples.Length)
        {
            Array.Resize(ref _samples, Math.Max(_held + samples.Length, 2 * _samples.Length));
        }

        samples.CopyTo(_samples.AsSpan(_held));
        _held += samples.Length;
    }

    private int Emit(long end, IBufferWriter<float> destination)
    {
        int count = checked((int)(end - _nextResult));
        if (count <= 0)
        {
            return 0;
        }

        Span<float> to = destination.GetSpan(count);
        for (int i = 0; i < count; i++)
        {
            long first = _resampler.LastSource(_nextResult + i) - _resampler.Taps + 1;
            to[i] = _resampler.Value(_nextResult + i, _samples.AsSpan((int)(first - _firstHeld), _resampler.Taps));
        }

        destination.Advance(count);
        _nextResult = end;
        int unneeded = (int)Math.Clamp(_resampler.LastSource(end) - _resampler.Taps + 1 - _firstHeld, 0, _held);
        _samples.AsSpan(unneeded, _held - unneeded).CopyTo(_samples);
        _held -= unneeded;
        _firstHeld += unneeded;
        return count;
    }
}
