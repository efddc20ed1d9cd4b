namespace Hark.Data;

/// <summary>Decides by lot which training clips something is done to; the same clip of the same epoch always falls alike.</summary>
/// <param name="Probability">0 never, 1 always.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Stream">Names the lot: two things with the same stream are done together or not at all.</param>
/// <param name="ExceptLabels">Clips of these labels are never picked; null for none.</param>
internal readonly record struct Chance(float Probability, long Seed, long Stream, IReadOnlyList<int>? ExceptLabels = null)
{
    public static Chance Always { get; } = new(1, 0, 0);

    public bool Picks(ExampleKey key)
        => ExceptLabels?.Contains(key.LabelIndex) != true && (Probability >= 1 || new SeededRandom(Seed, Stream, key.Epoch, key.Index).NextSingle() < Probability);
}
