using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hark.Data;

/// <summary>Puts background noise under training clips.</summary>
internal static class NoiseMixing
{
    private const long Stream = 0x4E6F697365;
    private const long RatioStream = 0x536E72;
    private const int SquaresInSingle = 2048;

    /// <summary>
    /// Adds a random cut of <paramref name="noise"/> times a number uniform in 0..<paramref name="mostAmplitude"/> to the clips that
    /// <paramref name="chance"/> picks, and cuts off at ±1.
    /// </summary>
    public static ClipPipeline AddNoise(this ClipPipeline clips, Lazy<BackgroundNoise> noise, float mostAmplitude, long seed, Chance chance)
        => mostAmplitude == 0
            ? clips
            : clips.Change((key, samples) =>
            {
                if (chance.Picks(key))
                {
                    var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
                    NoiseCut cut = noise.Value.DrawCut(ref random, samples.Length);
                    cut.AddTo(samples, random.NextSingle(0, mostAmplitude), most: 1);
                }
            });

    /// <summary>
    /// Adds a random cut of <paramref name="noise"/> at a signal-to-noise ratio uniform in <paramref name="lowDb"/>..<paramref name="highDb"/> to the
    /// clips that <paramref name="chance"/> picks: 10 log10 of the clip's mean square over the added noise's. Then it cuts off at ±1. A clip or a cut
    /// without any sound stays as it is.
    /// </summary>
    public static ClipPipeline AddNoiseAtRatio(this ClipPipeline clips, Lazy<BackgroundNoise> noise, float lowDb, float highDb, long seed, Chance chance)
        => chance.Probability == 0
            ? clips
            : clips.Change((key, samples) =>
            {
                if (chance.Picks(key))
                {
                    var random = new SeededRandom(seed, RatioStream, key.Epoch, key.Index);
                    NoiseCut cut = noise.Value.DrawCut(ref random, samples.Length);
                    AddAtRatio(cut, random.NextSingle(lowDb, highDb), samples);
                }
            });

    /// <summary>Adds the cut to <paramref name="samples"/> at that ratio, and cuts off at ±1.</summary>
    public static void AddAtRatio(NoiseCut cut, float ratioDb, Span<float> samples)
    {
        double signal = MeanSquare(samples), noise = cut.MeanSquare(samples.Length);
        if (signal > 0 && noise > 0)
        {
            cut.AddTo(samples, GainFor(signal, noise, ratioDb), most: 1);
        }
    }

    /// <summary>What noise is multiplied by so that it stands at that ratio below the signal; both mean squares, above 0.</summary>
    public static float GainFor(double signal, double noise, float ratioDb) => (float)Math.Sqrt(signal / noise / Math.Pow(10, ratioDb / 10));

    /// <summary>Keeps the samples within ±1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CutOff(Span<float> samples)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(samples);
        foreach (ref Vector<float> several in wide)
        {
            several = Vector.Min(Vector.Max(several, new Vector<float>(-1)), Vector<float>.One);
        }

        foreach (ref float sample in samples[(wide.Length * Vector<float>.Count)..])
        {
            sample = Math.Clamp(sample, -1, 1);
        }
    }

    public static double MeanSquare(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        for (int start = 0; start < samples.Length; start += SquaresInSingle)
        {
            sum += SumOfSquares(samples.Slice(start, Math.Min(SquaresInSingle, samples.Length - start)));
        }

        return sum / samples.Length;
    }

    /// <summary>Of a run that is short enough for single precision: many sums side by side take some dozens of squares each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SumOfSquares(ReadOnlySpan<float> samples)
    {
        Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(samples);
        int i = 0;
        for (; i <= wide.Length - 4; i += 4)
        {
            sum0 += wide[i] * wide[i];
            sum1 += wide[i + 1] * wide[i + 1];
            sum2 += wide[i + 2] * wide[i + 2];
            sum3 += wide[i + 3] * wide[i + 3];
        }

        for (; i < wide.Length; i++)
        {
            sum0 += wide[i] * wide[i];
        }

        float sum = Vector.Sum(sum0 + sum1 + (sum2 + sum3));
        foreach (float sample in samples[(wide.Length * Vector<float>.Count)..])
        {
            sum += sample * sample;
        }

        return sum;
    }
}
