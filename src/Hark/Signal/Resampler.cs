using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Hark.Audio;

namespace Hark.Signal;

/// <summary>
/// Changes the sample rate by any ratio up/down without aliasing: as if up − 1 zeros were put behind each sample, a low-pass filter run
/// over them, and every down-th sample kept (polyphase: only what is kept is computed).
/// </summary>
/// <remarks>y[m] = up · Σ h[middle + m·down − k·up] · x[k]: no delay, length ⌈n·up/down⌉. Immutable, so threads may share it.</remarks>
public sealed class Resampler
{
    private const int LargestFactor = 100_000;
    private const int TapMultiple = 16;
    private readonly float[] _phases;
    private readonly int _middle;

    /// <param name="fromRate">Hz.</param>
    /// <param name="toRate">Hz.</param>
    /// <param name="filter">Null takes <see cref="LowPassFilter.HarkDefault"/>.</param>
    /// <exception cref="HarkException">A rate is below 1, or the ratio has too large factors.</exception>
    public Resampler(int fromRate, int toRate, LowPassFilter? filter = null)
    {
        int largest = LargerFactor(fromRate, toRate);
        if (largest > LargestFactor)
        {
            throw new HarkException($"Resampling from {fromRate} Hz to {toRate} Hz needs a filter for the ratio of {largest}, at most {LargestFactor} is possible: go by a rate that shares a larger divisor with both.");
        }

        int divisor = (int)BigInteger.GreatestCommonDivisor(fromRate, toRate);
        FromRate = fromRate;
        ToRate = toRate;
        Up = toRate / divisor;
        Down = fromRate / divisor;
        Filter = filter ?? LowPassFilter.HarkDefault(fromRate, toRate);
        ReadOnlySpan<double> response = Filter.Coefficients;
        _middle = (response.Length - 1) / 2;
        int taps = (response.Length + Up - 1) / Up;
        Taps = (taps + TapMultiple - 1) / TapMultiple * TapMultiple;

        // Phase p holds up·h[p + j·up], latest sample last, so that it lies along the signal; zeros in front fill whole vectors.
        _phases = new float[checked(Up * Taps)];
        for (int n = 0; n < response.Length; n++)
        {
            _phases[(n % Up * Taps) + Taps - 1 - (n / Up)] = (float)(response[n] * Up);
        }
    }

    /// <summary>Hz.</summary>
    public int FromRate { get; }

    /// <summary>Hz.</summary>
    public int ToRate { get; }

    /// <summary>Numerator of toRate/fromRate in lowest terms.</summary>
    public int Up { get; }

    /// <summary>Denominator of toRate/fromRate in lowest terms.</summary>
    public int Down { get; }

    public LowPassFilter Filter { get; }

    /// <summary>Samples of the source behind one result (zeros that fill a vector included).</summary>
    internal int Taps { get; }

    /// <summary>The clip at another rate, channel by channel, by Hark's own filter.</summary>
    /// <exception cref="HarkException">The rate is below 1 Hz, or a sample is not finite.</exception>
    public static AudioClip Resample(AudioClip clip, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return sampleRate == clip.SampleRate ? clip : new Resampler(clip.SampleRate, sampleRate).Resample(clip);
    }

    /// <summary>The clip at <see cref="ToRate"/>, channel by channel.</summary>
    /// <exception cref="HarkException">The clip has another rate than <see cref="FromRate"/>, or a sample is not finite.</exception>
    public AudioClip Resample(AudioClip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (clip.SampleRate != FromRate)
        {
            throw new HarkException($"The clip has {clip.SampleRate} Hz, but this resampler is made for {FromRate} Hz: make one for the clip's rate.");
        }

        int channels = clip.Channels;
        int frames = OutputLength(clip.Frames);
        var result = new float[checked(frames * channels)];
        if (channels == 1)
        {
            Resample(clip.Samples, result);
            return new AudioClip(result, ToRate);
        }

        var source = new float[clip.Frames];
        var destination = new float[frames];
        for (int channel = 0; channel < channels; channel++)
        {
            for (int frame = 0; frame < source.Length; frame++)
            {
                source[frame] = clip.Samples[(frame * channels) + channel];
            }

            Resample(source, destination);
            for (int frame = 0; frame < frames; frame++)
            {
                result[(frame * channels) + channel] = destination[frame];
            }
        }

        return new AudioClip(result, ToRate, channels);
    }

    /// <summary>Samples that a source of <paramref name="sourceLength"/> gives: ⌈n·up/down⌉.</summary>
    public int OutputLength(int sourceLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sourceLength);
        return checked((int)((((long)sourceLength * Up) + Down - 1) / Down));
    }

    /// <summary>One channel; silence is taken to stand before and after it.</summary>
    /// <param name="source">Finite samples.</param>
    /// <param name="destination">[<see cref="OutputLength"/>], overwritten; must not overlap the source.</param>
    public void Resample(ReadOnlySpan<float> source, Span<float> destination)
    {
        if (destination.Length != OutputLength(source.Length))
        {
            throw SignalGuard.WrongLength(destination.Length, OutputLength(source.Length), nameof(destination), $"a source of {source.Length} samples");
        }

        SignalGuard.CheckFinite(source);

        // Results whose samples all lie inside the source, and those at its ends.
        int inside = (int)Math.Clamp(CeilingOf(((Taps - 1L) * Up) - _middle), 0, destination.Length);
        int outside = (int)Math.Clamp(CeilingOf(((long)source.Length * Up) - _middle), inside, destination.Length);
        ResampleEnd(source, destination, 0, inside);
        if (Vector512.IsHardwareAccelerated)
        {
            ResampleInside<FloatLanes16, Vector512<float>>(source, destination, inside, outside);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            ResampleInside<FloatLanes8, Vector256<float>>(source, destination, inside, outside);
        }
        else
        {
            ResampleInside<FloatLanes4, Vector128<float>>(source, destination, inside, outside);
        }

        ResampleEnd(source, destination, outside, destination.Length);
    }

    /// <summary>The larger of up and down: how much narrower than the inner rate's band the filter's is.</summary>
    internal static int LargerFactor(int fromRate, int toRate)
    {
        SignalGuard.CheckRate(fromRate, "The sample rate to resample from");
        SignalGuard.CheckRate(toRate, "The sample rate to resample to");
        return Math.Max(fromRate, toRate) / (int)BigInteger.GreatestCommonDivisor(fromRate, toRate);
    }

    /// <summary>Index of the latest source sample that result <paramref name="m"/> needs.</summary>
    internal long LastSource(long m) => (_middle + (m * Down)) / Up;

    /// <summary>Result m from the <see cref="Taps"/> source samples that end at <see cref="LastSource"/>.</summary>
    internal unsafe float Value(long m, ReadOnlySpan<float> samples)
    {
        fixed (float* x = samples, phase = &_phases[Phase(m) * Taps])
        {
            return Vector512.IsHardwareAccelerated ? DotProduct.Of<FloatLanes16, Vector512<float>>(phase, x, Taps)
                : Vector256.IsHardwareAccelerated ? DotProduct.Of<FloatLanes8, Vector256<float>>(phase, x, Taps)
                : DotProduct.Of<FloatLanes4, Vector128<float>>(phase, x, Taps);
        }
    }

    private int Phase(long m) => (int)((_middle + (m * Down)) % Up);

    private long CeilingOf(long value) => value <= 0 ? 0 : (value + Down - 1) / Down;

    /// <summary>Results whose samples reach past an end of the source, where silence stands.</summary>
    private void ResampleEnd(ReadOnlySpan<float> source, Span<float> destination, int from, int to)
    {
        float[] edge = ArrayPool<float>.Shared.Rent(Taps);
        for (int m = from; m < to; m++)
        {
            long first = LastSource(m) - Taps + 1;
            for (int j = 0; j < Taps; j++)
            {
                long k = first + j;
                edge[j] = k >= 0 && k < source.Length ? source[(int)k] : 0;
            }

            destination[m] = Value(m, edge.AsSpan(0, Taps));
        }

        ArrayPool<float>.Shared.Return(edge);
    }

    /// <summary>Results up apart share a phase of the filter; their samples are down apart.</summary>
    private unsafe void ResampleInside<TLanes, TVector>(ReadOnlySpan<float> source, Span<float> destination, int from, int to)
        where TLanes : struct, ILanes<TVector, float>
        where TVector : struct
    {
        fixed (float* x = source, y = destination, phases = _phases)
        {
            for (int start = from; start < Math.Min(from + Up, to); start++)
            {
                float* phase = phases + ((nint)Phase(start) * Taps);
                float* samples = x + LastSource(start) - Taps + 1;
                long m = start;
                for (; m + (3L * Up) < to; m += 4L * Up, samples += 4L * Down)
                {
                    DotProduct.Four<TLanes, TVector>(phase, samples, Down, Taps, y + m, Up);
                }

                for (; m < to; m += Up, samples += Down)
                {
                    y[m] = DotProduct.Of<TLanes, TVector>(phase, samples, Taps);
                }
            }
        }
    }
}
