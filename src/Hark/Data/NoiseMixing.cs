using System.Numerics;
using System.Runtime.InteropServices;

namespace Hark.Data;

/// <summary>Puts background noise under training clips.</summary>
internal static class NoiseMixing
{
    private const long Stream = 0x4E6F697365;
    private const long RatioStream = 0x536E72;

    /// <summary>
    /// Adds a random cut of <paramref name="noise"/> times a number uniform in 0..<paramref name="mostAmplitude"/> to the clips that
    /// <paramref name="chance"/> picks, and cuts off at ±1.
    /// </summary>
    public static ClipPipeline AddNoise(this ClipPipeline clips, Lazy<BackgroundNoise> noise, float mostAmplitude, long seed, Chance chance)
        => mostAmplitude == 0
            ? clips
            : clips.Map(clips.ExampleLength, (key, input, output) =>
            {
                input.CopyTo(output);
                if (chance.Picks(key))
                {
                    var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
                    NoiseCut cut = noise.Value.DrawCut(ref random, output.Length);
                    cut.AddTo(output, random.NextSingle(0, mostAmplitude));
                    CutOff(output);
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
            : clips.Map(clips.ExampleLength, (key, input, output) =>
            {
                input.CopyTo(output);
                if (chance.Picks(key))
                {
                    var random = new SeededRandom(seed, RatioStream, key.Epoch, key.Index);
                    NoiseCut cut = noise.Value.DrawCut(ref random, output.Length);
                    AddAtRatio(cut, random.NextSingle(lowDb, highDb), output);
                }
            });

    /// <summary>Adds the cut to <paramref name="samples"/> at that ratio, and cuts off at ±1.</summary>
    public static void AddAtRatio(NoiseCut cut, float ratioDb, Span<float> samples)
    {
        double signal = MeanSquare(samples), noise = cut.MeanSquare(samples.Length);
        if (signal > 0 && noise > 0)
        {
            cut.AddTo(samples, (float)Math.Sqrt(signal / noise / Math.Pow(10, ratioDb / 10)));
            CutOff(samples);
        }
    }

    /// <summary>Keeps the samples within ±1.</summary>
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
        // In double, as many sums side by side as two vectors hold.
        Vector<double> low = default, high = default;
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(samples);
        foreach (Vector<float> several in wide)
        {
            Vector.Widen(several, out Vector<double> first, out Vector<double> second);
            low += first * first;
            high += second * second;
        }

        double sum = Vector.Sum(low + high);
        foreach (float sample in samples[(wide.Length * Vector<float>.Count)..])
        {
            sum += (double)sample * sample;
        }

        return sum / samples.Length;
    }
}
