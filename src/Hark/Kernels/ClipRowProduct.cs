using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// A convolution of one clip with long rows, as one matrix product a row: the input columns that a row of outputs sees are laid out as
/// [column, kH, channel], so that neighbouring windows overlap in memory and are not copied.
/// </summary>
internal sealed unsafe class ClipRowProduct<TVector, TLanes> : WeightedClipStep
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private const int LeastWidth = 24;
    private readonly ClipWindows _windows;
    private readonly ConvolutionShape _shape;
    private readonly int _columnLength;
    private readonly PackedClipWeights<TVector, TLanes> _weights;

    /// <param name="shape">Of one clip; must <see cref="Fits"/>.</param>
    /// <param name="relu">Whether to clamp below at zero.</param>
    public ClipRowProduct(ConvolutionShape shape, bool relu)
    {
        _windows = new ClipWindows(shape);
        _shape = shape;
        _columnLength = shape.Height.Kernel * shape.InputChannels;
        _weights = new PackedClipWeights<TVector, TLanes>(_windows.Depth, shape.OutputChannels, relu);
    }

    public override int ScratchLength
        => _windows.PaddedLength + ((Columns + (TLanes.Rows * _shape.Width.Stride)) * _columnLength) + 16;

    /// <summary>Input columns of a row of outputs.</summary>
    private int Columns => ((_shape.Width.Output - 1) * _shape.Width.Stride) + _shape.Width.Kernel;

    public static bool Fits(ConvolutionShape shape)
        => shape is { Depthwise: false, Width: { Dilation: 1, Output: >= LeastWidth } } && !new ClipWindows(shape).InPlace;

    public override void SetWeights(ReadOnlySpan<float> weight, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        int height = _shape.Height.Kernel, width = _shape.Width.Kernel, length = _shape.InputChannels * _shape.OutputChannels;
        float[] turned = new float[weight.Length];
        for (int tap = 0; tap < height * width; tap++)
        {
            int to = (tap % width * height) + (tap / width);
            weight.Slice(tap * length, length).CopyTo(turned.AsSpan(to * length));
        }

        _weights.Set(turned, scale, shift);
    }

    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        float* padded = _windows.Pad(at.X, at.Scratch), columns = at.Scratch + _windows.PaddedLength;
        for (int row = 0; row < _shape.Height.Output; row++)
        {
            LayOut(padded + ((nint)row * _shape.Height.Stride * _windows.PaddedRow), columns);
            float* y = at.Y + ((nint)row * _shape.Width.Output * _shape.OutputChannels);
            _weights.Multiply(columns, _shape.Width.Stride * _columnLength, _shape.Width.Output, y);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LayOut(float* padded, float* to)
    {
        int channels = _shape.InputChannels, columns = Columns, step = _columnLength;
        for (int kh = 0; kh < _shape.Height.Kernel; kh++, to += channels, padded += (nint)_shape.Height.Dilation * _windows.PaddedRow)
        {
            float* from = padded, column = to;
            if (channels == 1)
            {
                for (int i = 0; i < columns; i++, column += step)
                {
                    *column = from[i];
                }

                continue;
            }

            for (int i = 0; i < columns; i++, from += channels, column += step)
            {
                new ReadOnlySpan<float>(from, channels).CopyTo(new Span<float>(column, channels));
            }
        }
    }
}
