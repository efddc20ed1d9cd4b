namespace Hark.Data;

/// <summary>Sends training clips through a telephone: the band of 300 to 3400 Hz, coded as µ-law (ITU-T G.711).</summary>
internal static class TelephoneLine
{
    /// <summary>Sends the clips that <paramref name="chance"/> picks through the line.</summary>
    public static ClipPipeline HearByTelephone(this ClipPipeline clips, Chance chance)
    {
        int sampleRate = clips.Source.SampleRate;
        return chance.Probability == 0
            ? clips
            : clips.ChangePerThread(() =>
            {
                var line = new TelephoneFilter(clips.ExampleLength, sampleRate);
                return (key, samples) =>
                {
                    if (chance.Picks(key))
                    {
                        line.Send(samples);
                    }
                };
            });
    }
}
