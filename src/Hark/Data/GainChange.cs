namespace Hark.Data;

/// <summary>Makes training clips louder and quieter, as people and microphones are.</summary>
internal static class GainChange
{
    private const long Stream = 0x4761696E;

    /// <summary>Multiplies the clips that <paramref name="chance"/> picks by 10^(dB / 20), dB uniform in <paramref name="lowDb"/>..<paramref name="highDb"/>, and cuts off at ±1.</summary>
    public static ClipPipeline ChangeGain(this ClipPipeline clips, float lowDb, float highDb, long seed, Chance chance)
        => chance.Probability == 0
            ? clips
            : clips.Map(clips.ExampleLength, (key, input, output) =>
            {
                if (!chance.Picks(key))
                {
                    input.CopyTo(output);
                    return;
                }

                var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
                float gain = MathF.Pow(10, random.NextSingle(lowDb, highDb) / 20);
                for (int t = 0; t < output.Length; t++)
                {
                    output[t] = input[t] * gain;
                }

                NoiseMixing.CutOff(output);
            });
}
