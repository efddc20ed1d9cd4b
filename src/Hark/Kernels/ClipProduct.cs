namespace Hark.Kernels;

/// <summary>A convolution of one clip as a matrix product: windows by weights, then a clamp at zero where asked for.</summary>
internal sealed unsafe class ClipProduct<TVector, TLanes> : WeightedClipStep
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Windows laid out at a time: they stay in the first-level cache.</summary>
    private const int TileFloats = 4096;
    private readonly ClipWindows _windows;
    private readonly int _positions;
    private readonly int _depth;
    private readonly int _outputs;
    private readonly int _tile;
    private readonly PackedClipWeights<TVector, TLanes> _weights;

    /// <param name="shape">Of one clip.</param>
    /// <param name="relu">Whether to clamp below at zero.</param>
    public ClipProduct(ConvolutionShape shape, bool relu)
    {
        _windows = new ClipWindows(shape);
        _positions = shape.Height.Output * shape.Width.Output;
        _depth = _windows.Depth;
        _outputs = shape.OutputChannels;
        _tile = PanelProduct<TVector, TLanes>.RoundUp(Math.Max(1, TileFloats / _depth), 2 * TLanes.Rows);
        _weights = new PackedClipWeights<TVector, TLanes>(_depth, _outputs, relu);
    }

    public override int ScratchLength => _windows.InPlace ? 0 : _windows.PaddedLength + ((_tile + TLanes.Rows) * _depth) + 64;

    // A row that fills vectors ends where the next thread's begins.
    public override bool Splits => _outputs % TLanes.Width == 0;

    private static int Unit => PackedClipWeights<TVector, TLanes>.Unit;

    public override void SetWeights(ReadOnlySpan<float> weight, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift) => _weights.Set(weight, scale, shift);

    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        int start = Start(part, parts), end = Start(part + 1, parts);
        if (_windows.InPlace)
        {
            if (start < end)
            {
                _weights.Multiply(at.X + ((nint)start * _depth), _depth, end - start, at.Y + ((nint)start * _outputs));
            }

            return;
        }

        float* scratch = at.Scratch + ((nint)part * ScratchLength), windows = scratch + _windows.PaddedLength;
        float* padded = _windows.Pad(at.X, scratch);
        int count;
        for (int first = start; first < end; first += count)
        {
            // What is left must be enough for a block.
            int left = end - first;
            count = left <= _tile ? left : left < _tile + (2 * Unit) ? _tile - (2 * Unit) : _tile;
            _windows.Copy(padded, first, count, windows);
            _weights.Multiply(windows, _depth, count, at.Y + ((nint)first * _outputs));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _weights.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Where a share begins: whole register blocks lie between two such places.</summary>
    private int Start(int part, int parts)
    {
        int start = (int)((long)_positions * part / parts) / Unit * Unit;
        return part == parts ? _positions : start < 2 * Unit ? 0 : start;
    }
}
