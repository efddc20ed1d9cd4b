using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Hark.Audio;

namespace Hark.Signal;

/// <summary>Checks of sound at the public boundary.</summary>
internal static class SignalGuard
{
    /// <summary>One channel of a clip: the mean of all where it has several, as librosa's loader mixes.</summary>
    public static ReadOnlySpan<float> Mono(AudioClip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (clip.Channels == 1)
        {
            return clip.Samples;
        }

        var mono = new float[clip.Frames];
        for (int frame = 0; frame < mono.Length; frame++)
        {
            double sum = 0;
            foreach (float sample in clip.Samples.Slice(frame * clip.Channels, clip.Channels))
            {
                sum += sample;
            }

            mono[frame] = (float)(sum / clip.Channels);
        }

        return mono;
    }

    /// <summary>Refuses NaN and infinity, naming the first sample that is one, counted from firstIndex.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CheckFinite(ReadOnlySpan<float> samples, long firstIndex = 0)
    {
        // x − x is 0 for a finite x and NaN otherwise: one sum tells whether a closer look is due. Four sums hide the latency of adding.
        int lanes = Vector<float>.Count;
        (Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d) = (default, default, default, default);
        int i = 0;
        for (; i <= samples.Length - (4 * lanes); i += 4 * lanes)
        {
            var x = new Vector<float>(samples[i..]);
            var y = new Vector<float>(samples[(i + lanes)..]);
            var z = new Vector<float>(samples[(i + (2 * lanes))..]);
            var w = new Vector<float>(samples[(i + (3 * lanes))..]);
            a += x - x;
            b += y - y;
            c += z - z;
            d += w - w;
        }

        bool finite = Vector.Sum(a + b + c + d) == 0;
        for (; i < samples.Length; i++)
        {
            finite &= float.IsFinite(samples[i]);
        }

        if (!finite)
        {
            int index = 0;
            while (float.IsFinite(samples[index]))
            {
                index++;
            }

            throw NotFinite(samples[index], firstIndex + index);
        }
    }

    /// <summary>Refuses what <see cref="CheckFinite"/> does, and samples beyond ±<paramref name="largest"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CheckSound(ReadOnlySpan<float> samples, float largest, long firstIndex)
    {
        // No comparison with NaN holds. Two masks hide the latency of joining them.
        int lanes = Vector<float>.Count;
        var limit = new Vector<float>(largest);
        (Vector<int> a, Vector<int> b) = (Vector<int>.AllBitsSet, Vector<int>.AllBitsSet);
        int i = 0;
        for (; i <= samples.Length - (2 * lanes); i += 2 * lanes)
        {
            a &= Vector.LessThanOrEqual(Vector.Abs(new Vector<float>(samples[i..])), limit);
            b &= Vector.LessThanOrEqual(Vector.Abs(new Vector<float>(samples[(i + lanes)..])), limit);
        }

        bool sound = Vector.EqualsAll(a & b, Vector<int>.AllBitsSet);
        for (; i < samples.Length; i++)
        {
            sound &= Math.Abs(samples[i]) <= largest;
        }

        if (!sound)
        {
            int index = 0;
            while (Math.Abs(samples[index]) <= largest)
            {
                index++;
            }

            throw !float.IsFinite(samples[index])
                ? NotFinite(samples[index], firstIndex + index)
                : new HarkException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Sample {firstIndex + index} of the signal is {samples[index]}, expected -1 to 1, and at most {largest} either way: divide whole numbers by their full scale (16 bits by 32768), or mend the recording."));
        }
    }

    /// <summary>Refuses a sample rate below 1 Hz.</summary>
    public static void CheckRate(int sampleRate, string what)
    {
        if (sampleRate < 1)
        {
            throw new HarkException($"{what} is {sampleRate} Hz, must be at least 1.");
        }
    }

    /// <summary>For a span of another length than it must have; made only when it is thrown, so that checking costs nothing.</summary>
    public static ArgumentException WrongLength(int found, int expected, string name, string what)
        => new($"{name} holds {found} values, but {what} takes {expected}.", name);

    private static HarkException NotFinite(float sample, long index)
        => new($"Sample {index} of the signal is {(float.IsNaN(sample) ? "NaN" : "infinite")}, expected a finite number: mend the recording or the step that made it.");
}
