using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>A convolution or dense layer of one clip as a matrix product: windows by weights, then a clamp at zero where asked for.</summary>
internal sealed unsafe class ClipProduct<TVector, TLanes> : WeightedClipStep
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Windows laid out at a time: they stay in the first-level cache.</summary>
    private const int TileFloats = 4096;
    private readonly ClipWindows _windows;
    private readonly bool _relu;
    private readonly int _positions;
    private readonly int _depth;
    private readonly int _outputs;
    private readonly int _columns;
    private readonly int _tile;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _bias;

    /// <param name="shape">Of one clip.</param>
    /// <param name="relu">Whether to clamp below at zero.</param>
    public ClipProduct(ConvolutionShape shape, bool relu)
    {
        _windows = new ClipWindows(shape);
        _relu = relu;
        _positions = shape.Height.Output * shape.Width.Output;
        _depth = _windows.Depth;
        _outputs = shape.OutputChannels;
        _columns = PanelProduct<TVector, TLanes>.RoundUp(_outputs, TLanes.Width);
        _tile = PanelProduct<TVector, TLanes>.RoundUp(Math.Max(1, TileFloats / _depth), 2 * TLanes.Rows);
        _weights = new AlignedBuffer(PanelProduct<TVector, TLanes>.PackedLength(_depth, _outputs));
        _bias = new AlignedBuffer(PanelProduct<TVector, TLanes>.RoundUp(_outputs, PanelProduct<TVector, TLanes>.PanelWidth));
    }

    public override int ScratchLength => _windows.InPlace ? 0 : _windows.PaddedLength + ((_tile + TLanes.Rows) * _depth) + 64;

    // A row that fills vectors ends where the next thread's begins.
    public override bool Splits => _positions > 1 && _columns == _outputs;

    /// <summary>Rows of the shortest step between blocks: blocks are two or three of them tall.</summary>
    private static int Unit => PanelProduct<TVector, TLanes>.ShortRows / 2;

    public override void SetWeights(ReadOnlySpan<float> weight, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        float[] folded = new float[_depth * _columns];
        for (int i = 0; i < _depth; i++)
        {
            for (int o = 0; o < _outputs; o++)
            {
                folded[(i * _columns) + o] = weight[(i * _outputs) + o] * scale[o];
            }
        }

        shift.CopyTo(_bias.Span);
        if (_positions == 1)
        {
            folded.CopyTo(_weights.Span);
            return;
        }

        fixed (float* from = folded)
        {
            PanelProduct<TVector, TLanes>.Pack(from, _columns, 1, _depth, _columns, 0, _depth, Pointer(_weights));
        }
    }

    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        float* scratch = at.Scratch + ((nint)part * ScratchLength);
        float* padded = _windows.InPlace ? at.X : _windows.Pad(at.X, scratch);
        float* windows = scratch + _windows.PaddedLength;
        if (_positions == 1)
        {
            if (!_windows.InPlace)
            {
                _windows.Copy(padded, 0, 1, windows);
                padded = windows;
            }

            Row(padded, at.Y);
            return;
        }

        MicroTask task = PanelProduct<TVector, TLanes>.Packed(_depth, _outputs);
        task.ARow = _depth;
        task.AStep = 1;
        task.Relu = _relu;
        int end = Start(part + 1, parts), step = _windows.InPlace ? _positions : _tile;
        int count;
        for (int first = Start(part, parts); first < end; first += count)
        {
            // What is left must be enough for a block.
            int left = end - first;
            count = left <= step ? left : left < step + (2 * Unit) ? step - (2 * Unit) : step;
            float* from = padded + ((nint)first * _depth);
            if (!_windows.InPlace)
            {
                _windows.Copy(padded, first, count, windows);
                from = windows;
            }

            Multiply(ref task, from, count, at.Y + ((nint)first * _outputs));
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

    /// <summary>Where a share begins: whole register blocks lie between two such places.</summary>
    private int Start(int part, int parts)
    {
        int unit = Unit;
        int start = (int)((long)_positions * part / parts) / unit * unit;
        return part == parts ? _positions : start < 2 * unit ? 0 : start;
    }

    /// <summary>The last columns first: what their vectors write past a row's end is the start of the next row, which comes after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(ref MicroTask task, float* a, int rows, float* y)
    {
        int width = PanelProduct<TVector, TLanes>.PanelWidth, unit = Unit;
        int units = Math.Max(2, (rows + unit - 1) / unit);
        int shortBlocks = units % 3 == 0 ? 0 : 3 - (units % 3);
        int tallRows = (units - (2 * shortBlocks)) * unit;
        float* weights = Pointer(_weights), bias = Pointer(_bias);
        for (int n0 = (_columns - 1) / width * width; n0 >= 0; n0 -= width)
        {
            int vectors = _columns - n0 > TLanes.Width ? 2 : 1;
            float* panel = weights + ((nint)n0 * _depth);
            int r = 0;
            task.Short = false;
            for (; r < tallRows; r += TLanes.Rows)
            {
                MicroKernel<TVector, TLanes>.Multiply(in task, vectors, a + (r * task.ARow), panel, y + ((nint)r * _outputs) + n0, bias + n0);
            }

            task.Short = true;
            for (; r < units * unit; r += 2 * unit)
            {
                MicroKernel<TVector, TLanes>.Multiply(in task, vectors, a + (r * task.ARow), panel, y + ((nint)r * _outputs) + n0, bias + n0);
            }
        }
    }

    private void Row(float* x, float* y)
    {
        _bias.Span[.._columns].CopyTo(new Span<float>(y, _columns));
        VectorLoops<TVector, TLanes>.AddRows(x, Pointer(_weights), _depth, _columns, y);
        for (int i = 0; _relu && i < _columns; i += TLanes.Width)
        {
            TLanes.Store(TLanes.Rectify(TLanes.Load(y + i)), y + i);
        }
    }
}
