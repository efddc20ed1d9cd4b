using Hark.Kernels;
using System.Numerics;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>Largest of each window of time; stride = window unless given.</summary>
    public Layer MaxPool1D(int window = 2, int? stride = null, Padding padding = Padding.Valid)
        => Pooling.Create(this, "MaxPooling1D", 2, (1, window), (1, stride ?? window), padding);

    /// <summary>Mean of each window of time; padding does not count.</summary>
    public Layer AveragePool1D(int window = 2, int? stride = null, Padding padding = Padding.Valid)
        => Pooling.Create(this, "AveragePooling1D", 2, (1, window), (1, stride ?? window), padding);

    /// <summary>Largest of each window; stride = window unless given.</summary>
    public Layer MaxPool2D((int Height, int Width)? window = null, (int Height, int Width)? stride = null, Padding padding = Padding.Valid)
        => Pooling.Create(this, "MaxPooling2D", 3, window ?? (2, 2), stride ?? window ?? (2, 2), padding);

    /// <summary>Mean of each window; padding does not count.</summary>
    public Layer AveragePool2D((int Height, int Width)? window = null, (int Height, int Width)? stride = null, Padding padding = Padding.Valid)
        => Pooling.Create(this, "AveragePooling2D", 3, window ?? (2, 2), stride ?? window ?? (2, 2), padding);
}

/// <summary>
/// Max and average pooling, a channel at a time. Max: the gradient goes to the first of equal maxima, as in Keras and PyTorch. Average: over
/// the inputs of the window that exist.
/// </summary>
public sealed class Pooling : Layer
{
    private readonly ConvolutionAxis _height;
    private readonly ConvolutionAxis _width;
    private readonly bool _max;

    private Pooling(string kind, Layer input, ConvolutionAxis height, ConvolutionAxis width)
        : base(kind, input.OutputShape.With(height.Output, width.Output, input.OutputShape.Channels), input)
    {
        _height = height;
        _width = width;
        _max = kind.StartsWith("Max", StringComparison.Ordinal);
    }

    // Max finds its winner again by comparing, which costs no memory: both sides are kept for the convolutions around it anyway.
    public override bool BackwardReadsInput => _max;

    public override bool BackwardReadsOutput => _max;

    internal override bool CanAddGradient => true;

    /// <summary>Whether this is max pooling by two on each axis that has a length, without padding: what a convolution can take over.</summary>
    internal bool HalvesByMax => _max && Halves(_width) && (_height == ConvolutionAxis.One || Halves(_height));

    /// <summary>Whether this is the mean over the whole height.</summary>
    internal bool MeansHeight => !_max && _height is { Output: 1, PadBefore: 0, PadAfter: 0 } && _height.Kernel == _height.Input && _width is { Kernel: 1, Stride: 1 };

    internal ConvolutionAxis HeightAxis => _height;

    internal ConvolutionAxis WidthAxis => _width;

    /// <summary>Max pooling; else average.</summary>
    internal bool IsMax => _max;

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan, this);

    internal static Pooling Create(Layer input, string kind, int rank, (int Height, int Width) window, (int Height, int Width) stride, Padding padding)
    {
        Convolution.RequireRank(input, rank, kind);
        bool image = rank == 3;
        ConvolutionAxis height = image ? Convolution.Axis(input.OutputShape.Height, window.Height, stride.Height, 1, padding, "height") : ConvolutionAxis.One;
        ConvolutionAxis width = Convolution.Axis(input.OutputShape.Width, window.Width, stride.Width, 1, padding, image ? "width" : "time");
        return new Pooling(kind, input, height, width);
    }

    /// <summary>Whether this is the mean over the whole height, position by position.</summary>
    private bool AveragesLines => !_max && _height is { Output: 1, PadBefore: 0, PadAfter: 0 } && _height.Kernel == _height.Input && _width is { Kernel: 1, Stride: 1, PadBefore: 0, PadAfter: 0 };

    private static bool Halves(ConvolutionAxis axis) => axis is { Input: > 1, Kernel: 2, Stride: 2, PadBefore: 0, PadAfter: 0 };

    private sealed unsafe class Step(LayerPlan plan, Pooling layer) : ClipwiseExecution(plan)
    {
        public override void ForwardClip(int phase, int part, int clip)
        {
            Window window = At(clip, null, null);
            if (layer._max)
            {
                MaxForward(window);
            }
            else if (layer.AveragesLines)
            {
                ForwardLines(Value(Plan.Input, clip), Value(Plan.Output, clip));
            }
            else
            {
                AverageForward(window);
            }
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            if (!Plan.Input.HasGradient)
            {
                return;
            }

            if (layer.AveragesLines)
            {
                BackwardLines(Gradient(Plan.Output, clip), Gradient(Plan.Input, clip));
                return;
            }

            if (!Plan.AddGradient)
            {
                Gradient(Plan.Input, clip).Clear();
            }

            Window window = At(clip, GradientOf(Plan.Input, clip), GradientOf(Plan.Output, clip));
            if (layer._max)
            {
                MaxBackward(window);
            }
            else
            {
                AverageBackward(window);
            }
        }

        /// <summary>The mean of all lines of the height: lines are long, whatever the channels.</summary>
        private void ForwardLines(ReadOnlySpan<float> x, Span<float> y)
        {
            x[..y.Length].CopyTo(y);
            for (int at = y.Length; at < x.Length; at += y.Length)
            {
                Elementwise.Apply<Sum>(x.Slice(at, y.Length), y, y);
            }

            var share = new Vector<float>((float)y.Length / x.Length);
            int i = 0;
            for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                (new Vector<float>(y[i..]) * share).CopyTo(y[i..]);
            }

            for (; i < y.Length; i++)
            {
                y[i] *= share[0];
            }
        }

        private void BackwardLines(ReadOnlySpan<float> dy, Span<float> dx)
        {
            float share = (float)dy.Length / dx.Length;
            for (int at = 0; at < dx.Length; at += dy.Length)
            {
                Span<float> line = dx.Slice(at, dy.Length);
                int i = 0;
                for (; i <= line.Length - Vector<float>.Count; i += Vector<float>.Count)
                {
                    Vector<float> part = new Vector<float>(dy[i..]) * share;
                    (Plan.AddGradient ? new Vector<float>(line[i..]) + part : part).CopyTo(line[i..]);
                }

                for (; i < line.Length; i++)
                {
                    line[i] = (Plan.AddGradient ? line[i] : 0) + (dy[i] * share);
                }
            }
        }

        private Window At(int clip, float* dx, float* dy)
            => new(layer._height, layer._width, layer.OutputShape.Channels, ValueOf(Plan.Input, clip), ValueOf(Plan.Output, clip), dx, dy);
    }

    /// <summary>Where the numbers of a clip are.</summary>
    private readonly unsafe struct Window(ConvolutionAxis height, ConvolutionAxis width, int channels, float* x, float* y, float* dx, float* dy)
    {
        public readonly int Channels = channels;
        public readonly int OutHeight = height.Output;
        public readonly int OutWidth = width.Output;
        public readonly float* X = x;
        public readonly float* Dx = dx;

        public float* Y(int oh, int ow) => y + Out(oh, ow);

        public float* Dy(int oh, int ow) => dy + Out(oh, ow);

        /// <summary>The rows of input that output row <paramref name="oh"/> sees.</summary>
        public (int First, int End) Rows(int oh) => Range(height, oh);

        /// <summary>The columns of input that output column <paramref name="ow"/> sees.</summary>
        public (int First, int End) Columns(int ow) => Range(width, ow);

        public long At(int row, int column) => (((long)row * width.Input) + column) * Channels;

        private long Out(int oh, int ow) => (((long)oh * OutWidth) + ow) * Channels;

        private static (int First, int End) Range(ConvolutionAxis axis, int output)
        {
            int first = (output * axis.Stride) - axis.PadBefore;
            return (Math.Max(0, first), Math.Min(axis.Input, first + axis.Kernel));
        }
    }

    private static unsafe void MaxForward(Window window)
    {
        float* x = window.X;
        for (int oh = 0; oh < window.OutHeight; oh++)
        {
            (int top, int bottom) = window.Rows(oh);
            for (int ow = 0; ow < window.OutWidth; ow++)
            {
                (int left, int right) = window.Columns(ow);
                float* y = window.Y(oh, ow);
                int c = 0;
                for (; c <= window.Channels - Vector<float>.Count; c += Vector<float>.Count)
                {
                    var best = new Vector<float>(float.NegativeInfinity);
                    for (int row = top; row < bottom; row++)
                    {
                        for (int column = left; column < right; column++)
                        {
                            best = Vector.Max(best, Vector.Load(x + window.At(row, column) + c));
                        }
                    }

                    best.Store(y + c);
                }

                for (; c < window.Channels; c++)
                {
                    float best = float.NegativeInfinity;
                    for (int row = top; row < bottom; row++)
                    {
                        for (int column = left; column < right; column++)
                        {
                            best = MathF.Max(best, x[window.At(row, column) + c]);
                        }
                    }

                    y[c] = best;
                }
            }
        }
    }

    private static unsafe void MaxBackward(Window window)
    {
        float* x = window.X;
        float* dx = window.Dx;
        for (int oh = 0; oh < window.OutHeight; oh++)
        {
            (int top, int bottom) = window.Rows(oh);
            for (int ow = 0; ow < window.OutWidth; ow++)
            {
                (int left, int right) = window.Columns(ow);
                float* y = window.Y(oh, ow);
                float* dy = window.Dy(oh, ow);
                int c = 0;
                for (; c <= window.Channels - Vector<float>.Count; c += Vector<float>.Count)
                {
                    Vector<float> best = Vector.Load(y + c);
                    Vector<float> rest = Vector.Load(dy + c);
                    for (int row = top; row < bottom; row++)
                    {
                        for (int column = left; column < right; column++)
                        {
                            long at = window.At(row, column) + c;
                            Vector<int> wins = Vector.Equals(Vector.Load(x + at), best);
                            (Vector.Load(dx + at) + Vector.ConditionalSelect(wins, rest, Vector<float>.Zero)).Store(dx + at);
                            rest = Vector.ConditionalSelect(wins, Vector<float>.Zero, rest);
                        }
                    }
                }

                for (; c < window.Channels; c++)
                {
                    float rest = dy[c];
                    for (int row = top; row < bottom; row++)
                    {
                        for (int column = left; column < right; column++)
                        {
                            long at = window.At(row, column) + c;
                            if (x[at] == y[c])
                            {
                                dx[at] += rest;
                                rest = 0;
                            }
                        }
                    }
                }
            }
        }
    }

    private static unsafe void AverageForward(Window window)
    {
        float* x = window.X;
        for (int oh = 0; oh < window.OutHeight; oh++)
        {
            (int top, int bottom) = window.Rows(oh);
            for (int ow = 0; ow < window.OutWidth; ow++)
            {
                (int left, int right) = window.Columns(ow);
                float scale = 1f / ((bottom - top) * (right - left));
                float* y = window.Y(oh, ow);
                int c = 0;
                for (; c <= window.Channels - Vector<float>.Count; c += Vector<float>.Count)
                {
                    Vector<float> sum = Vector<float>.Zero;
                    for (int row = top; row < bottom; row++)
                    {
                        for (int column = left; column < right; column++)
                        {
                            sum += Vector.Load(x + window.At(row, column) + c);
                        }
                    }

                    (sum * scale).Store(y + c);
                }

                for (; c < window.Channels; c++)
                {
                    float sum = 0;
                    for (int row = top; row < bottom; row++)
                    {
                        for (int column = left; column < right; column++)
                        {
                            sum += x[window.At(row, column) + c];
                        }
                    }

                    y[c] = sum * scale;
                }
            }
        }
    }

    private static unsafe void AverageBackward(Window window)
    {
        float* dx = window.Dx;
        for (int oh = 0; oh < window.OutHeight; oh++)
        {
            (int top, int bottom) = window.Rows(oh);
            for (int ow = 0; ow < window.OutWidth; ow++)
            {
                (int left, int right) = window.Columns(ow);
                float scale = 1f / ((bottom - top) * (right - left));
                float* dy = window.Dy(oh, ow);
                for (int row = top; row < bottom; row++)
                {
                    for (int column = left; column < right; column++)
                    {
                        float* into = dx + window.At(row, column);
                        int c = 0;
                        for (; c <= window.Channels - Vector<float>.Count; c += Vector<float>.Count)
                        {
                            (Vector.Load(into + c) + (Vector.Load(dy + c) * scale)).Store(into + c);
                        }

                        for (; c < window.Channels; c++)
                        {
                            into[c] += dy[c] * scale;
                        }
                    }
                }
            }
        }
    }
}
