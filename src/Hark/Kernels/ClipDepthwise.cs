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
    private readonly ConvolutionAxis _height;
    private readonly ConvolutionAxis _width;
    private readonly int _channels;
    private readonly int _bands;
    private readonly bool _relu;
    private readonly int _taps;
    private readonly int _period;
    private readonly int _inputRow;
    private readonly int _outputRow;
    private readonly AlignedBuffer _weights;

    /// <param name="shape">Of one clip.</param>
    /// <param name="bands">Equal runs of output height with lines of their own.</param>
    /// <param name="relu">Whether to clamp below at zero.</param>
    public ClipDepthwise(ConvolutionShape shape, int bands, bool relu)
    {
        (_height, _width, _channels, _bands, _relu) = (shape.Height, shape.Width, shape.InputChannels, bands, relu);
        _taps = _height.Kernel * _width.Kernel;
        _inputRow = (_width.PadBefore + _width.Input + _width.PadAfter) * _channels;
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
    }

    public override int ScratchLength => (IsPadded ? (_height.Input * _inputRow) + (2 * TLanes.Width) : 0) + _inputRow + TLanes.Width;

    // A row that fills vectors ends where the next thread's begins.
    public override bool Splits => _outputRow % TLanes.Width == 0 && (_width.Stride == 1 || _channels % TLanes.Width == 0);

    private bool IsPadded => _width.PadBefore + _width.PadAfter > 0;

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
        float** lines = stackalloc float*[_height.Kernel];
        for (int row = start; row < end; row++)
        {
            for (int kh = 0; kh < _height.Kernel; kh++)
            {
                int h = (row * _height.Stride) + (kh * _height.Dilation) - _height.PadBefore;
                lines[kh] = (uint)h < (uint)_height.Input ? x + ((nint)h * _inputRow) : zeros;
            }

            float* weights = Pointer(_weights) + ((nint)(row * _bands / _height.Output) * BandLength);
            float* y = at.Y + ((nint)row * _outputRow);
            if (_width.Stride == 1)
            {
                Run(lines, 0, weights, _outputRow, y);
                continue;
            }

            for (int column = 0; column < _width.Output; column++)
            {
                Run(lines, (nint)column * _width.Stride * _channels, weights, _channels, y + ((nint)column * _channels));
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

    private void Run(float** lines, nint offset, float* weights, int length, float* y)
    {
        int vectors = (length + TLanes.Width - 1) / TLanes.Width;
        nint step = (nint)_width.Dilation * _channels;
        for (int v = 0; v < Math.Min(_period, vectors); v++, weights += (_taps + 1) * TLanes.Width)
        {
            float* a = lines[0] + offset;
            switch (_height.Kernel, _width.Kernel)
            {
                case (1, 1):
                    One(a, weights, v, vectors, y);
                    break;
                case (3, 1):
                    Three(a, lines[1] + offset, lines[2] + offset, weights, v, vectors, y);
                    break;
                case (1, 3):
                    Three(a, a + step, a + (2 * step), weights, v, vectors, y);
                    break;
                case (3, 3):
                    Nine(a, lines[1] + offset, lines[2] + offset, step, weights, v, vectors, y);
                    break;
                default:
                    Any(lines, offset, step, weights, v, vectors, y);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void One(float* a, float* weights, int first, int vectors, float* y)
    {
        TVector w = TLanes.Load(weights), shift = TLanes.Load(weights + TLanes.Width);
        bool relu = _relu;
        nint step = (nint)_period * TLanes.Width, end = (nint)vectors * TLanes.Width;
        for (nint i = (nint)first * TLanes.Width; i < end; i += step)
        {
            TVector sum = TLanes.MultiplyAdd(TLanes.Load(a + i), w, shift);
            TLanes.Store(relu ? TLanes.Rectify(sum) : sum, y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Three(float* a, float* b, float* c, float* weights, int first, int vectors, float* y)
    {
        int width = TLanes.Width;
        TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + width), w2 = TLanes.Load(weights + (2 * width));
        TVector shift = TLanes.Load(weights + (3 * width));
        bool relu = _relu;
        nint step = (nint)_period * width, end = (nint)vectors * width;
        for (nint i = (nint)first * width; i < end; i += step)
        {
            TVector sum = TLanes.MultiplyAdd(TLanes.Load(a + i), w0, shift);
            sum = TLanes.MultiplyAdd(TLanes.Load(b + i), w1, sum);
            sum = TLanes.MultiplyAdd(TLanes.Load(c + i), w2, sum);
            TLanes.Store(relu ? TLanes.Rectify(sum) : sum, y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Nine(float* a, float* b, float* c, nint tap, float* weights, int first, int vectors, float* y)
    {
        int width = TLanes.Width;
        TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + width), w2 = TLanes.Load(weights + (2 * width));
        TVector w3 = TLanes.Load(weights + (3 * width)), w4 = TLanes.Load(weights + (4 * width)), w5 = TLanes.Load(weights + (5 * width));
        TVector w6 = TLanes.Load(weights + (6 * width)), w7 = TLanes.Load(weights + (7 * width)), w8 = TLanes.Load(weights + (8 * width));
        TVector shift = TLanes.Load(weights + (9 * width));
        bool relu = _relu;
        nint step = (nint)_period * width, end = (nint)vectors * width, tap2 = 2 * tap;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Any(float** lines, nint offset, nint tap, float* weights, int first, int vectors, float* y)
    {
        int width = TLanes.Width, kernelHeight = _height.Kernel, kernelWidth = _width.Kernel;
        nint step = (nint)_period * width, end = (nint)vectors * width;
        for (nint i = (nint)first * width; i < end; i += step)
        {
            float* w = weights;
            TVector sum = TLanes.Load(weights + ((nint)_taps * width));
            for (int kh = 0; kh < kernelHeight; kh++)
            {
                float* from = lines[kh] + offset + i;
                for (int kw = 0; kw < kernelWidth; kw++, from += tap, w += width)
                {
                    sum = TLanes.MultiplyAdd(TLanes.Load(from), TLanes.Load(w), sum);
                }
            }

            TLanes.Store(_relu ? TLanes.Rectify(sum) : sum, y + i);
        }
    }
}
