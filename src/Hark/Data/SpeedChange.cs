namespace Hark.Data;

/// <summary>Makes training clips faster and higher or slower and lower, as a tape does: other speakers, other haste.</summary>
internal static class SpeedChange
{
    private const long Stream = 0x5370656564;

    /// <summary>Plays the clips that <paramref name="chance"/> picks at a speed uniform in 1 ± <paramref name="most"/>; the middle stays in the middle.</summary>
    public static ClipPipeline ChangeSpeed(this ClipPipeline clips, float most, long seed, Chance chance)
        => chance.Probability == 0 || most == 0
            ? clips
            : clips.Map(clips.ExampleLength, (key, input, output) =>
            {
                if (chance.Picks(key))
                {
                    var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
                    Play(input, random.NextSingle(1 - most, 1 + most), output);
                }
                else
                {
                    input.CopyTo(output);
                }
            });

    /// <summary>
    /// output[t] = input at (t − middle) · speed + middle, between samples on the cubic through the four around it (Catmull and Rom 1974), zero outside.
    /// It bends the treble above some 5 kHz of 16 and folds what a higher speed lifts past half the rate: small beside what else a recipe does.
    /// </summary>
    public static void Play(ReadOnlySpan<float> input, float speed, Span<float> output)
    {
        double middle = (input.Length - 1) / 2.0;
        for (int t = 0; t < output.Length; t++)
        {
            double place = ((t - middle) * speed) + middle;
            if (place >= 1 && place < input.Length - 2)
            {
                // Above zero, to cut the fraction off is to round down.
                int at = (int)place;
                ReadOnlySpan<float> around = input.Slice(at - 1, 4);
                output[t] = Between(around[0], around[1], around[2], around[3], (float)(place - at));
            }
            else
            {
                int at = (int)Math.Floor(place);
                output[t] = Between(At(input, at - 1), At(input, at), At(input, at + 1), At(input, at + 2), (float)(place - at));
            }
        }
    }

    private static float At(ReadOnlySpan<float> samples, int index) => (uint)index < (uint)samples.Length ? samples[index] : 0;

    private static float Between(float before, float from, float to, float after, float share)
        => from + (0.5f * share * (to - before + (share * ((2 * before) - (5 * from) + (4 * to) - after + (share * ((3 * (from - to)) + after - before))))));
}
