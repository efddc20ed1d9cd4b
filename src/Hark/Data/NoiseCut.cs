using System.Numerics;
using System.Runtime.InteropServices;

namespace Hark.Data;

/// <summary>Noise from some place of a stretch on; at the stretch's end it begins anew.</summary>
internal readonly record struct NoiseCut(float[] Stretch, int Start)
{
    /// <summary>samples[t] += volume · noise[t].</summary>
    public void AddTo(Span<float> samples, float volume)
    {
        for (int start = Start; !samples.IsEmpty; start = 0)
        {
            ReadOnlySpan<float> run = Stretch.AsSpan(start, Math.Min(samples.Length, Stretch.Length - start));
            Add(run, volume, samples);
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
            ReadOnlySpan<float> run = Stretch.AsSpan(start, Math.Min(left, Stretch.Length - start));
            sum += NoiseMixing.MeanSquare(run) * run.Length;
            left -= run.Length;
        }

        return sum / count;
    }

    private static void Add(ReadOnlySpan<float> noise, float volume, Span<float> samples)
    {
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(noise);
        Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(samples[..noise.Length]);
        for (int i = 0; i < wide.Length; i++)
        {
            sums[i] += wide[i] * volume;
        }

        for (int i = wide.Length * Vector<float>.Count; i < noise.Length; i++)
        {
            samples[i] += noise[i] * volume;
        }
    }
}
