namespace Hark.Data;

/// <summary>
/// Blots out runs of frames and of bands of a training clip's features, so that a network does not lean on any one of them (Park et al. 2019,
/// arXiv 1904.08779, without its time warping).
/// </summary>
internal static class SpecAugment
{
    private const long Stream = 0x5370656341756721;

    /// <summary>Sets each mask's features to 0; a mask's length is uniform in 0..<c>Longest</c>, its place uniform among those where it fits.</summary>
    /// <param name="clips">Features, after the front end.</param>
    /// <param name="frames">Along time, <paramref name="bands"/> along frequency.</param>
    /// <param name="bands">See <paramref name="frames"/>.</param>
    /// <param name="framesFirst">Whether features lie as [frames, bands], else [bands, frames].</param>
    /// <param name="overTime">Masks of whole frames.</param>
    /// <param name="overFrequency">Masks of whole bands.</param>
    /// <param name="seed">Names the draws.</param>
    public static ClipPipeline MaskFeatures(this ClipPipeline clips, int frames, int bands, bool framesFirst, Masks overTime, Masks overFrequency, long seed)
        => overTime.AreNone && overFrequency.AreNone
            ? clips
            : clips.Change((key, features) =>
            {
                var random = new SeededRandom(seed, Stream, key.Epoch, key.Index);
                Blot(ref random, features, framesFirst ? bands : frames, framesFirst ? overFrequency : overTime, alongRow: true);
                Blot(ref random, features, framesFirst ? frames : bands, framesFirst ? overTime : overFrequency, alongRow: false);
            });

    /// <param name="random">What is drawn from.</param>
    /// <param name="features">[rows, columns].</param>
    /// <param name="length">Columns where the masks lie along a row, else rows.</param>
    /// <param name="masks">How many, how long.</param>
    /// <param name="alongRow">Whether a mask takes columns out of every row, or whole rows.</param>
    private static void Blot(ref SeededRandom random, Span<float> features, int length, Masks masks, bool alongRow)
    {
        for (int mask = 0; mask < masks.Count; mask++)
        {
            int width = random.NextInt32(Math.Min(masks.Longest, length) + 1);
            int start = random.NextInt32(length - width + 1);
            if (!alongRow)
            {
                int columns = features.Length / length;
                features.Slice(start * columns, width * columns).Clear();
                continue;
            }

            for (int row = 0; row < features.Length; row += length)
            {
                features.Slice(row + start, width).Clear();
            }
        }
    }

    /// <summary>How many masks, and the greatest length of each.</summary>
    internal readonly record struct Masks(int Count, int Longest)
    {
        public bool AreNone => Count == 0 || Longest == 0;
    }
}
