using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hark.Data;

/// <summary>Makes training clips louder and quieter, as people and microphones are.</summary>
internal static class GainChange
{
    private const long Stream = 0x4761696E;

    /// <summary>Multiplies the clips that <paramref name="chance"/> picks by 10^(dB / 20), dB uniform in <paramref name="lowDb"/>..<paramref name="highDb"/>, and cuts off at ±1.</summary>
    public static ClipPipeline ChangeGain(this ClipPipeline clips, float lowDb, float highDb, long seed, Chance chance)
        => chance.Probability == 0
            ? clips
            : clips.Change((key, samples) =>
            {
                if (chance.Picks(key))
                {
                    var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
                    Multiply(samples, MathF.Pow(10, random.NextSingle(lowDb, highDb) / 20));
                }
            });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(Span<float> samples, float gain)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(samples);
        foreach (ref Vector<float> several in wide)
        {
            several = Vector.Min(Vector.Max(several * gain, -Vector<float>.One), Vector<float>.One);
        }

        foreach (ref float sample in samples[(wide.Length * Vector<float>.Count)..])
        {
            sample = Math.Clamp(sample * gain, -1, 1);
        }
    }
}
