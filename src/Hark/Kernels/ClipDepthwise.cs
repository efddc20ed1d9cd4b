using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// A depthwise convolution of one clip, and the line a channel and band after it, then a clamp at zero where asked for. A row is one run of
/// floats over positions and channels, along which the weights repeat: vectors are full whatever the number of channels. With a single tap
/// it is a batch normalisation.
/// </summary>
internal sealed unsafe class ClipDepthwise<TVector, TLanes> : WeightedClipStep
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Rows worked on at a time, where rows fill vectors.</summary>
    private const int MostBlockRows = 32;
    private readonly ConvolutionAxis _height;
    private readonly ConvolutionAxis _width;
    private readonly int _channels;
    private readonly int _bands;
    private readonly bool _relu;
    private readonly int _taps;
    private readonly int _period;
    private readonly int _inputRow;
    private readonly int _outputRow;
    private readonly int _blockRows;
    private readonly bool _threeByThree;
    private readonly AlignedBuffer _weights;

    /// <param name="shape">Of one clip.</param>
    /// <param name="bands">Equal runs of output height with lines of their own.</param>
    /// <param name="relu">Whether to clamp below at zero.</param>
    public ClipDepthwise(ConvolutionShape shape, int bands, bool relu)
    {
        (_height, _width, _channels, _bands, _relu) = (shape.Height, shape.Width, shape.InputChannels, bands, relu);
        _taps = _height.Kernel * _width.Kernel;
        _threeByThree = ThreeByThree<TVector, TLanes>.Fits(shape);
        _inputRow = _threeByThree ? _width.Input * _channels : (_width.PadBefore + _width.Input + _width.PadAfter) * _channels;
        _outputRow = _width.Output * _channels;

        // Outputs apart from their neighbours' inputs are worked one by one: the weights then begin anew at each.
        int run = _width.Stride == 1 ? _outputRow : _channels;
        int repeat = _channels;
        while (repeat % TLanes.Width != 0 && repeat < run)
        {
            repeat += _channels;
        }

        _period = (Math.Min(repeat, run) + TLanes.Width - 1) / TLanes.Width;
        _weights = new AlignedBuffer(bands * BandLength);

        // Vectors that run past a row's end need the next row to come after.
        _blockRows = Splits ? MostBlockRows : 1;
    }

    public override int ScratchLength => (IsPadded ? (_height.Input * _inputRow) + (2 * TLanes.Width) : 0) + _inputRow + TLanes.Width;

    // A row that fills vectors ends where the next thread's begins.
    public override bool Splits => _outputRow % TLanes.Width == 0 && _width.Stride == 1;

    private bool IsPadded => !_threeByThree && _width.PadBefore + _width.PadAfter > 0;

    /// <summary>Floats of a band's weights: [vector of the period][tap, then shift][lane].</summary>
    private int BandLength => _period * (_taps + 1) * TLanes.Width;

    public override void SetWeights(ReadOnlySpan<float> weight, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        Span<float> to = _weights.Span;
        for (int band = 0; band < _bands; band++)
        {
            for (int v = 0; v < _period; v++)
            {
                for (int tap = 0; tap <= _taps; tap++)
                {
                    for (int lane = 0; lane < TLanes.Width; lane++)
                    {
                        int c = ((v * TLanes.Width) + lane) % _channels;
                        int line = (band * _channels) + c;
                        float value = tap == _taps ? shift[line] : scale[line] * (weight.IsEmpty ? 1 : weight[(tap * _channels) + c]);
                        to[(band * BandLength) + ((((v * (_taps + 1)) + tap) * TLanes.Width) + lane)] = value;
                    }
                }
            }
        }
    }

    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        (int start, int end) = KernelArguments.Share(_height.Output, part, parts);
        float* zeros = at.Scratch + ((nint)part * ScratchLength);
        new Span<float>(zeros, _inputRow + TLanes.Width).Clear();
        float* x = IsPadded ? Pad(at.X, start, end, zeros + _inputRow + TLanes.Width) : at.X;
        float** lines = stackalloc float*[_blockRows * _height.Kernel];
        for (int row = start, rows; row < end; row += rows)
        {
            int band = (int)((long)row * _bands / _height.Output);
            rows = Math.Min(_blockRows, Math.Min(end, (band + 1) * _height.Output / _bands) - row);
            for (int i = 0; i < rows * _height.Kernel; i++)
            {
                int h = ((row + (i / _height.Kernel)) * _height.Stride) + (i % _height.Kernel * _height.Dilation) - _height.PadBefore;
                lines[i] = (uint)h < (uint)_height.Input ? x + ((nint)h * _inputRow) : zeros;
            }

            float* weights = Pointer(_weights) + ((nint)band * BandLength);
            float* y = at.Y + ((nint)row * _outputRow);
            if (_width.Stride == 1)
            {
                Run(lines, 0, weights, rows, _outputRow, y);
                continue;
            }

            for (int column = 0; column < _width.Output; column++)
            {
                Run(lines, (nint)column * _width.Stride * _channels, weights, 1, _channels, y + ((nint)column * _channels));
            }
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

    /// <summary>The input rows that output rows <paramref name="start"/> to <paramref name="end"/> read, with zeros on both sides.</summary>
    private float* Pad(float* x, int start, int end, float* padded)
    {
        int first = Math.Clamp((start * _height.Stride) - _height.PadBefore, 0, _height.Input);
        int last = Math.Clamp(((end - 1) * _height.Stride) + _height.Span - _height.PadBefore, first, _height.Input);
        int before = _width.PadBefore * _channels, after = _width.PadAfter * _channels, line = _width.Input * _channels;
        for (int h = first; h < last; h++)
        {
            float* to = padded + ((nint)h * _inputRow);
            new Span<float>(to, before).Clear();
            new ReadOnlySpan<float>(x + ((nint)h * line), line).CopyTo(new Span<float>(to + before, line));
            new Span<float>(to + before + line, after).Clear();
        }

        return padded;
    }

    /// <summary>Runs of <paramref name="length"/> floats, one a row: for each vector of the period its weights stay in registers through all rows.</summary>
    private void Run(float** lines, nint offset, float* weights, int rows, int length, float* y)
    {
        int vectors = (length + TLanes.Width - 1) / TLanes.Width;
        for (int v = 0; v < Math.Min(_period, vectors); v++, weights += (_taps + 1) * TLanes.Width)
        {
            switch (_height.Kernel, _width.Kernel)
            {
                case (3, 1) or (1, 3):
                    Three(lines, offset, weights, v, rows, vectors, y);
                    break;
                case (3, 3) when _threeByThree:
                    ThreeByThree<TVector, TLanes>.Run(
                        lines, (nint)v * TLanes.Width, weights, rows, _width.Output, _channels, _relu, y + ((nint)v * TLanes.Width));
                    break;
                case (3, 3):
                    Nine(lines, offset, weights, v, rows, vectors, y);
                    break;
                default:
                    Any(lines, offset, weights, v, rows, vectors, y);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Three(float** lines, nint offset, float* weights, int first, int rows, int vectors, float* y)
    {
        int width = TLanes.Width, height = _height.Kernel;
        TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + width), w2 = TLanes.Load(weights + (2 * width));
        TVector shift = TLanes.Load(weights + (3 * width));
        bool relu = _relu;
        nint step = (nint)_period * width, end = (nint)vectors * width, tap = (nint)_width.Dilation * _channels, outputRow = _outputRow;
        for (int row = 0; row < rows; row++, lines += height, y += outputRow)
        {
            float* a = lines[0] + offset;
            float* b = height == 1 ? a + tap : lines[1] + offset;
            float* c = height == 1 ? b + tap : lines[2] + offset;
            for (nint i = (nint)first * width; i < end; i += step)
            {
                TVector sum = TLanes.MultiplyAdd(TLanes.Load(a + i), w0, shift);
                sum = TLanes.MultiplyAdd(TLanes.Load(b + i), w1, sum);
                sum = TLanes.MultiplyAdd(TLanes.Load(c + i), w2, sum);
                TLanes.Store(relu ? TLanes.Rectify(sum) : sum, y + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Nine(float** lines, nint offset, float* weights, int first, int rows, int vectors, float* y)
    {
        int width = TLanes.Width;
        TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + width), w2 = TLanes.Load(weights + (2 * width));
        TVector w3 = TLanes.Load(weights + (3 * width)), w4 = TLanes.Load(weights + (4 * width)), w5 = TLanes.Load(weights + (5 * width));
        TVector w6 = TLanes.Load(weights + (6 * width)), w7 = TLanes.Load(weights + (7 * width)), w8 = TLanes.Load(weights + (8 * width));
        TVector shift = TLanes.Load(weights + (9 * width));
        bool relu = _relu;
        nint step = (nint)_period * width, end = (nint)vectors * width, tap = (nint)_width.Dilation * _channels, tap2 = 2 * tap, outputRow = _outputRow;
        for (int row = 0; row < rows; row++, lines += 3, y += outputRow)
        {
            float* a = lines[0] + offset, b = lines[1] + offset, c = lines[2] + offset;
            for (nint i = (nint)first * width; i < end; i += step)
            {
                float* fromA = a + i, fromB = b + i, fromC = c + i;
                TVector sum = TLanes.MultiplyAdd(TLanes.Load(fromA), w0, shift);
                TVector second = TLanes.Multiply(TLanes.Load(fromB), w3);
                TVector third = TLanes.Multiply(TLanes.Load(fromC), w6);
                sum = TLanes.MultiplyAdd(TLanes.Load(fromA + tap), w1, sum);
                second = TLanes.MultiplyAdd(TLanes.Load(fromB + tap), w4, second);
                third = TLanes.MultiplyAdd(TLanes.Load(fromC + tap), w7, third);
                sum = TLanes.MultiplyAdd(TLanes.Load(fromA + tap2), w2, sum);
                second = TLanes.MultiplyAdd(TLanes.Load(fromB + tap2), w5, second);
                third = TLanes.MultiplyAdd(TLanes.Load(fromC + tap2), w8, third);
                sum = TLanes.Add(sum, TLanes.Add(second, third));
                TLanes.Store(relu ? TLanes.Rectify(sum) : sum, y + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Any(float** lines, nint offset, float* weights, int first, int rows, int vectors, float* y)
    {
        int width = TLanes.Width, kernelHeight = _height.Kernel, kernelWidth = _width.Kernel;
        nint step = (nint)_period * width, end = (nint)vectors * width, tap = (nint)_width.Dilation * _channels;
        TVector shift = TLanes.Load(weights + ((nint)_taps * width));
        bool relu = _relu;
        for (int row = 0; row < rows; row++, lines += kernelHeight, y += _outputRow)
        {
            nint i = (nint)first * width;

            // Four sums at a time: one alone would wait for each of its multiply-adds.
            for (; i + (3 * step) < end; i += 4 * step)
            {
                float* w = weights;
                TVector s0 = shift, s1 = shift, s2 = shift, s3 = shift;
                for (int kh = 0; kh < kernelHeight; kh++)
                {
                    float* from = lines[kh] + offset + i;
                    for (int kw = 0; kw < kernelWidth; kw++, from += tap, w += width)
                    {
                        TVector weight = TLanes.Load(w);
                        s0 = TLanes.MultiplyAdd(TLanes.Load(from), weight, s0);
                        s1 = TLanes.MultiplyAdd(TLanes.Load(from + step), weight, s1);
                        s2 = TLanes.MultiplyAdd(TLanes.Load(from + (2 * step)), weight, s2);
                        s3 = TLanes.MultiplyAdd(TLanes.Load(from + (3 * step)), weight, s3);
                    }
                }

                TLanes.Store(relu ? TLanes.Rectify(s0) : s0, y + i);
                TLanes.Store(relu ? TLanes.Rectify(s1) : s1, y + i + step);
                TLanes.Store(relu ? TLanes.Rectify(s2) : s2, y + i + (2 * step));
                TLanes.Store(relu ? TLanes.Rectify(s3) : s3, y + i + (3 * step));
            }

            for (; i < end; i += step)
            {
                float* w = weights;
                TVector sum = shift;
                for (int kh = 0; kh < kernelHeight; kh++)
                {
                    float* from = lines[kh] + offset + i;
                    for (int kw = 0; kw < kernelWidth; kw++, from += tap, w += width)
                    {
                        sum = TLanes.MultiplyAdd(TLanes.Load(from), TLanes.Load(w), sum);
                    }
                }

                TLanes.Store(relu ? TLanes.Rectify(sum) : sum, y + i);
            }
        }
    }
}
