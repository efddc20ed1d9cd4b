namespace Hark.Data;

/// <summary>Lets other people talk in the background of training clips: what a network must not listen to is there mostly speech.</summary>
internal static class BackgroundSpeech
{
    private const long Stream = 0x566F69636573;
    private const int MostVoices = 3;

    /// <summary>
    /// Adds one to three other clips of the same source, each begun anywhere and going on at its start, at a ratio uniform in <paramref name="lowDb"/>..<paramref name="highDb"/>
    /// to the clips that <paramref name="chance"/> picks: 10 log10 of the clip's mean square over that of the voices together. Then it cuts off at ±1. A clip or
    /// voices without any sound stay as they are.
    /// </summary>
    /// <param name="clips">Waves, as long as the source's.</param>
    /// <param name="lowDb">Negative where the voices are louder.</param>
    /// <param name="highDb">At least <paramref name="lowDb"/>.</param>
    /// <param name="seed">Names the draws, with epoch and clip.</param>
    /// <param name="chance">Its excepted labels are no voices either.</param>
    public static ClipPipeline AddBackgroundSpeech(this ClipPipeline clips, float lowDb, float highDb, long seed, Chance chance)
    {
        if (chance.Probability == 0)
        {
            return clips;
        }

        ClipSource source = clips.Source;
        int[] speech = [.. Enumerable.Range(0, source.Count).Where(i => chance.ExceptLabels?.Contains(source.LabelIndex(i)) != true)];
        return clips.ChangePerThread(() =>
        {
            float[] voice = new float[source.ClipSamples], voices = new float[source.ClipSamples];
            return (key, samples) =>
            {
                if (chance.Picks(key))
                {
                    var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
                    voices.AsSpan().Clear();
                    for (int left = 1 + random.NextInt32(MostVoices); left > 0; left--)
                    {
                        source.Read(key.Epoch, speech[random.NextInt32(speech.Length)], voice);
                        AddTurned(voice, random.NextInt32(voice.Length), voices);
                    }

                    AddAtRatio(voices, random.NextSingle(lowDb, highDb), samples);
                }
            };
        });
    }

    /// <summary>sum[t] += voice[t + turn], its start following its end.</summary>
    private static void AddTurned(ReadOnlySpan<float> voice, int turn, Span<float> sum)
    {
        int before = voice.Length - turn;
        for (int t = 0; t < voice.Length; t++)
        {
            sum[t] += voice[t < before ? t + turn : t - before];
        }
    }

    private static void AddAtRatio(ReadOnlySpan<float> voices, float ratioDb, Span<float> samples)
    {
        double signal = NoiseMixing.MeanSquare(samples), noise = NoiseMixing.MeanSquare(voices);
        if (signal > 0 && noise > 0)
        {
            float gain = NoiseMixing.GainFor(signal, noise, ratioDb);
            for (int t = 0; t < samples.Length; t++)
            {
                samples[t] += gain * voices[t];
            }

            NoiseMixing.CutOff(samples);
        }
    }
}
