namespace Hark.Data;

/// <summary>Decides by lot which training clips something is done to; the same clip of the same epoch always falls alike.</summary>
/// <param name="Probability">0 never, 1 always.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Stream">Names the lot: two things with the same stream are done together or not at all.</param>
/// <param name="ExceptLabel">Clips of this label are never picked; −1 for none.</param>
internal readonly record struct Chance(float Probability, long Seed, long Stream, int ExceptLabel = -1)
{
    public static Chance Always { get; } = new(1, 0, 0);

    public bool Picks(ExampleKey key)
        => key.LabelIndex != ExceptLabel && (Probability >= 1 || new SeededRandom(Seed, Stream, key.Epoch, key.Index).NextSingle() < Probability);
}
