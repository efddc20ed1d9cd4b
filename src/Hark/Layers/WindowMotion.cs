namespace Hark.Layers;

/// <summary>How a network's inputs follow each other where they are windows over one sound.</summary>
/// <param name="Phases">Windows that share columns are so many windows apart.</param>
/// <param name="Columns">By so many columns such a window lies later: its column t is column t + Columns of the one before.</param>
/// <param name="Before">Columns at the start that are not so, but the window's own.</param>
/// <param name="After">The same at the end.</param>
internal sealed record WindowMotion(int Phases, int Columns, int Before, int After);
