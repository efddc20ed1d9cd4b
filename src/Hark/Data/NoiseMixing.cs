namespace Hark.Data;

/// <summary>Puts background noise under training clips.</summary>
internal static class NoiseMixing
{
    private const long Stream = 0x4E6F697365;

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

    /// <summary>Keeps the samples within ±1.</summary>
    private static void CutOff(Span<float> samples)
    {
        foreach (ref float sample in samples)
        {
            sample = Math.Clamp(sample, -1, 1);
        }
    }
}
