namespace Hark.Data;

/// <summary>Moves words about within their clips, so that a network does not learn where in the second they begin.</summary>
public static class TimeShift
{
    private const long Stream = 0x5368696674;
    private const long StreamOfEnds = 0x456E6473;

    /// <summary>
    /// Each clip is moved by a whole number of samples, uniform in ±<paramref name="mostSamples"/>; what moves out is lost, zeros move in. Drawn
    /// by seed, epoch and clip, so a resumed run draws the same. For waves: put it before the front end.
    /// </summary>
    /// <param name="clips">Training clips.</param>
    /// <param name="mostSamples">0 leaves the clips as they are.</param>
    /// <param name="seed">Names the draws.</param>
    public static ClipPipeline ShiftInTime(this ClipPipeline clips, int mostSamples, long seed)
    {
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentOutOfRangeException.ThrowIfNegative(mostSamples);
        return clips.ShiftInTime(mostSamples, seed, Chance.Always);
    }

    /// <summary>
    /// Moves words so that each ends uniform in 0..<paramref name="mostSamples"/> before its clip does: as the windows show them in which a stream's words shall be
    /// told. What moves out is lost, zeros move in. Drawn as <see cref="ShiftInTime(ClipPipeline, int, long)"/> draws.
    /// </summary>
    internal static ClipPipeline PlaceWordEnds(this ClipPipeline clips, int mostSamples, long seed, Chance chance)
    {
        int rate = clips.Source.SampleRate;
        return clips.Change((key, samples) =>
        {
            if (chance.Picks(key))
            {
                var random = new SeededRandom(seed, StreamOfEnds, key.Epoch, key.Index);
                Move(samples, samples.Length - random.NextInt32(mostSamples + 1) - ClipSpeech.Of(samples, rate).End);
            }
        });
    }

    /// <summary>As the public one, of those clips only that <paramref name="chance"/> picks and <paramref name="unless"/> does not.</summary>
    internal static ClipPipeline ShiftInTime(this ClipPipeline clips, int mostSamples, long seed, Chance chance, Chance unless = default)
        => mostSamples == 0
            ? clips
            : clips.Change((key, samples) =>
            {
                if (chance.Picks(key) && !unless.Picks(key))
                {
                    var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
                    Move(samples, random.NextInt32((2 * mostSamples) + 1) - mostSamples);
                }
            });

    /// <summary>samples[t] = samples[t − shift], zero outside.</summary>
    private static void Move(Span<float> samples, int shift)
    {
        int kept = Math.Max(0, samples.Length - Math.Abs(shift)), empty = samples.Length - kept;
        int from = Math.Clamp(-shift, 0, empty), to = Math.Clamp(shift, 0, empty);
        samples.Slice(from, kept).CopyTo(samples[to..]);
        samples[..to].Clear();
        samples[(to + kept)..].Clear();
    }
}
