namespace Hark.Kernels;

/// <summary>
/// A bilinear algorithm for a small convolution: y = Output(Weight(w) ⊙ Input(x)), with fewer products in the middle ("points") than the
/// definition has. Where the tiles of many channels are worked on together each point is a matrix product, and the transforms cost little.
/// The weight gradient follows by transposition: dw = WeightAdjoint(Input(x) ⊙ OutputAdjoint(dy)).
/// </summary>
/// <remarks>Every method works on one tile and one vector of channels. A step is a distance in floats; the vectors of one step are contiguous.</remarks>
internal unsafe interface ITileTransform
{
    /// <summary>Products in the middle.</summary>
    static abstract int Points { get; }

    static abstract int KernelHeight { get; }

    static abstract int KernelWidth { get; }

    static abstract int OutputHeight { get; }

    static abstract int OutputWidth { get; }

    /// <summary>Floats of scratch that the methods need, for the widest vector.</summary>
    static abstract int ScratchLength { get; }

    /// <summary>Input tile, outputs + kernel − 1 on each axis, to points.</summary>
    static abstract void Input(float* from, nint rowStep, nint columnStep, float* to, nint pointStep, float* scratch);

    /// <summary>Kernel taps, row by row, to points.</summary>
    static abstract void Weight(float* from, nint tapStep, float* to, nint pointStep, float* scratch);

    /// <summary>Points to the tile of outputs; adds the bias vector where it is not null, then clamps at zero where wished.</summary>
    static abstract void Output(float* from, nint pointStep, float* bias, bool relu, float* to, nint rowStep, nint columnStep, float* scratch);

    /// <summary>Gradients of a tile of outputs to points.</summary>
    static abstract void OutputAdjoint(float* from, nint rowStep, nint columnStep, float* to, nint pointStep, float* scratch);

    /// <summary>Summed products of the points of <see cref="Input"/> and <see cref="OutputAdjoint"/> to gradients of the taps.</summary>
    static abstract void WeightAdjoint(float* from, nint pointStep, float* to, nint tapStep, float* scratch);
}
