using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hark.Data;

/// <summary>Noise from some place of a stretch on; at the stretch's end it begins anew.</summary>
internal readonly record struct NoiseCut(NoiseStretch Stretch, int Start)
{
    /// <summary>samples[t] += volume · noise[t], kept within ±<paramref name="most"/>.</summary>
    public void AddTo(Span<float> samples, float volume, float most = float.PositiveInfinity)
    {
        for (int start = Start; !samples.IsEmpty; start = 0)
        {
            ReadOnlySpan<float> run = Stretch.Samples.AsSpan(start, Math.Min(samples.Length, Stretch.Length - start));
            Add(run, volume, most, samples);
            samples = samples[run.Length..];
        }
    }

    /// <summary>Of the next <paramref name="count"/> samples of the noise.</summary>
    public double MeanSquare(int count)
    {
        double sum = 0;
        int left = count;
        for (int start = Start; left > 0; start = 0)
        {
            int run = Math.Min(left, Stretch.Length - start);
            sum += Stretch.Energy(start, run);
            left -= run;
        }

        return sum / count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<float> noise, float volume, float most, Span<float> samples)
    {
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(noise);
        Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(samples[..noise.Length])[..wide.Length];
        var high = new Vector<float>(most);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = Vector.Min(Vector.Max(sums[i] + (wide[i] * volume), -high), high);
        }

        for (int i = wide.Length * Vector<float>.Count; i < noise.Length; i++)
        {
            samples[i] = Math.Clamp(samples[i] + (noise[i] * volume), -most, most);
        }
    }
}
