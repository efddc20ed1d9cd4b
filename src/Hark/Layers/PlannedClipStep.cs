using Hark.Kernels;

namespace Hark.Layers;

/// <summary>A step of a <see cref="ClipNetwork"/> with the memory it works on.</summary>
/// <param name="Step">What is done.</param>
/// <param name="X">The input.</param>
/// <param name="Second">A second input of the same shape, or null.</param>
/// <param name="Row">An input of one row, or null.</param>
/// <param name="Y">The output.</param>
/// <param name="Scratch">For each thread at work on the clip.</param>
/// <param name="Output">The layer whose value the output is.</param>
/// <param name="Work">Multiply-accumulates.</param>
internal sealed record PlannedClipStep(ClipStep Step, MemoryBlock X, MemoryBlock? Second, MemoryBlock? Row, MemoryBlock Y, MemoryBlock Scratch, Layer Output, long Work)
{
    /// <summary>Does share <paramref name="part"/> of <paramref name="parts"/> on the clip's <paramref name="memory"/>.</summary>
    public unsafe void Execute(float* memory, int part, int parts)
    {
        var buffers = new ClipBuffers
        {
            X = memory + X.Offset,
            Second = Second is null ? null : memory + Second.Offset,
            Row = Row is null ? null : memory + Row.Offset,
            Y = memory + Y.Offset,
            Scratch = memory + Scratch.Offset,
        };
        Step.Execute(in buffers, part, parts);
    }
}
