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

    /// <summary>Whether this is max pooling by two on each axis that has a length, without padding: what a convolution can take over.</summary>
    internal bool HalvesByMax => _max && Halves(_width) && (_height == ConvolutionAxis.One || Halves(_height));

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

    private static bool Halves(ConvolutionAxis axis) => axis is { Input: > 1, Kernel: 2, Stride: 2, PadBefore: 0, PadAfter: 0 };

    private sealed class Step(LayerPlan plan, Pooling layer) : LayerExecution
    {
        public override void Forward() => Run(forward: true);

        public override void Backward()
        {
            if (plan.Input.HasGradient)
            {
                Run(forward: false);
            }
        }

        private unsafe void Run(bool forward)
        {
            Span<float> dx = forward ? [] : plan.Input.Gradient;
            Span<float> dy = forward ? [] : plan.Output.Gradient;
            fixed (float* x = plan.Input.Value, y = plan.Output.Value, pdx = dx, pdy = dy)
            {
                var window = new Window(layer._height, layer._width, layer.OutputShape.Channels, x, y, pdx, pdy);
                int clips = plan.Batch;
                if (forward && layer._max)
                {
                    var work = new MaxForward(window);
                    plan.Pool.Run(clips, ref work);
                }
                else if (forward)
                {
                    var work = new AverageForward(window);
                    plan.Pool.Run(clips, ref work);
                }
                else if (layer._max)
                {
                    var work = new MaxBackward(window);
                    plan.Pool.Run(clips, ref work);
                }
                else
                {
                    var work = new AverageBackward(window);
                    plan.Pool.Run(clips, ref work);
                }
            }
        }
    }

    /// <summary>Where things are; a part is a clip.</summary>
    private readonly unsafe struct Window(ConvolutionAxis height, ConvolutionAxis width, int channels, float* x, float* y, float* dx, float* dy)
    {
        public readonly int Channels = channels;
        public readonly int OutHeight = height.Output;
        public readonly int OutWidth = width.Output;
        public readonly int InputLength = height.Input * width.Input * channels;

        public float* X(int clip) => x + ((long)clip * InputLength);

        public float* Dx(int clip) => dx + ((long)clip * InputLength);

        public float* Y(int clip, int oh, int ow) => y + Out(clip, oh, ow);

        public float* Dy(int clip, int oh, int ow) => dy + Out(clip, oh, ow);

        /// <summary>The rows of input that output row <paramref name="oh"/> sees.</summary>
        public (int First, int End) Rows(int oh) => Range(height, oh);

        /// <summary>The columns of input that output column <paramref name="ow"/> sees.</summary>
        public (int First, int End) Columns(int ow) => Range(width, ow);

        public long At(int row, int column) => (((long)row * width.Input) + column) * Channels;

        private long Out(int clip, int oh, int ow) => (((((long)clip * OutHeight) + oh) * OutWidth) + ow) * Channels;

        private static (int First, int End) Range(ConvolutionAxis axis, int output)
        {
            int first = (output * axis.Stride) - axis.PadBefore;
            return (Math.Max(0, first), Math.Min(axis.Input, first + axis.Kernel));
        }
    }

    private readonly unsafe struct MaxForward(Window window) : IParallelWork
    {
        public void Execute(int clip)
        {
            float* x = window.X(clip);
            for (int oh = 0; oh < window.OutHeight; oh++)
            {
                (int top, int bottom) = window.Rows(oh);
                for (int ow = 0; ow < window.OutWidth; ow++)
                {
                    (int left, int right) = window.Columns(ow);
                    float* y = window.Y(clip, oh, ow);
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
    }

    private readonly unsafe struct MaxBackward(Window window) : IParallelWork
    {
        public void Execute(int clip)
        {
            float* x = window.X(clip);
            float* dx = window.Dx(clip);
            new Span<float>(dx, window.InputLength).Clear();
            for (int oh = 0; oh < window.OutHeight; oh++)
            {
                (int top, int bottom) = window.Rows(oh);
                for (int ow = 0; ow < window.OutWidth; ow++)
                {
                    (int left, int right) = window.Columns(ow);
                    float* y = window.Y(clip, oh, ow);
                    float* dy = window.Dy(clip, oh, ow);
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
    }

    private readonly unsafe struct AverageForward(Window window) : IParallelWork
    {
        public void Execute(int clip)
        {
            float* x = window.X(clip);
            for (int oh = 0; oh < window.OutHeight; oh++)
            {
                (int top, int bottom) = window.Rows(oh);
                for (int ow = 0; ow < window.OutWidth; ow++)
                {
                    (int left, int right) = window.Columns(ow);
                    float scale = 1f / ((bottom - top) * (right - left));
                    float* y = window.Y(clip, oh, ow);
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
    }

    private readonly unsafe struct AverageBackward(Window window) : IParallelWork
    {
        public void Execute(int clip)
        {
            float* dx = window.Dx(clip);
            new Span<float>(dx, window.InputLength).Clear();
            for (int oh = 0; oh < window.OutHeight; oh++)
            {
                (int top, int bottom) = window.Rows(oh);
                for (int ow = 0; ow < window.OutWidth; ow++)
                {
                    (int left, int right) = window.Columns(ow);
                    float scale = 1f / ((bottom - top) * (right - left));
                    float* dy = window.Dy(clip, oh, ow);
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
}
