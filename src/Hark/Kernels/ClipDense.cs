namespace Hark.Kernels;

/// <summary>A convolution with a single output position, a dense layer above all: one row by a matrix.</summary>
internal sealed unsafe class ClipDense<TVector, TLanes> : WeightedClipStep
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly ClipWindows _windows;
    private readonly int _outputs;
    private readonly int _columns;
    private readonly bool _relu;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _bias;

    /// <param name="shape">Of one clip.</param>
    /// <param name="relu">Whether to clamp below at zero.</param>
    public ClipDense(ConvolutionShape shape, bool relu)
    {
        _windows = new ClipWindows(shape);
        _relu = relu;
        _outputs = shape.OutputChannels;
        _columns = PanelProduct<TVector, TLanes>.RoundUp(_outputs, TLanes.Width);
        _weights = new AlignedBuffer(_windows.Depth * _columns);
        _bias = new AlignedBuffer(_columns);
    }

    public override int ScratchLength => _windows.InPlace ? 0 : _windows.PaddedLength + _windows.Depth + 16;

    public override void SetWeights(ReadOnlySpan<float> weight, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        for (int i = 0; i < weight.Length; i++)
        {
            _weights.Span[(i / _outputs * _columns) + (i % _outputs)] = weight[i] * scale[i % _outputs];
        }

        shift.CopyTo(_bias.Span);
    }

    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        float* x = at.X, y = at.Y;
        if (!_windows.InPlace)
        {
            x = at.Scratch + _windows.PaddedLength;
            _windows.Copy(_windows.Pad(at.X, at.Scratch), 0, 1, x);
        }

        _bias.Span.CopyTo(new Span<float>(y, _columns));
        VectorLoops<TVector, TLanes>.AddRows(x, Pointer(_weights), _windows.Depth, _columns, y);
        for (int i = 0; _relu && i < _columns; i += TLanes.Width)
        {
            TLanes.Store(TLanes.Rectify(TLanes.Load(y + i)), y + i);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _weights.Dispose();
            _bias.Dispose();
        }

        base.Dispose(disposing);
    }
}
