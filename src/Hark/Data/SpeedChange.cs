namespace Hark.Data;

/// <summary>Makes training clips faster and higher or slower and lower, as a tape does: other speakers, other haste.</summary>
internal static class SpeedChange
{
    private const long Stream = 0x5370656564;

    /// <summary>Plays the clips that <paramref name="chance"/> picks at a speed uniform in 1 ± <paramref name="most"/>; the middle stays in the middle.</summary>
    public static ClipPipeline ChangeSpeed(this ClipPipeline clips, float most, long seed, Chance chance)
        => chance.Probability == 0 || most == 0
            ? clips
            : clips.ChangePerThread(() =>
            {
                var player = new TapePlayer(clips.ExampleLength, 1 + most);
                return (key, samples) =>
                {
                    if (chance.Picks(key))
                    {
                        var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
                        player.Play(samples, random.NextSingle(1 - most, 1 + most));
                    }
                };
            });
}
