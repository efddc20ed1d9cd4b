using Hark.Kernels;
using System.Runtime.InteropServices;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>Convolution over time: [time, channels] to [time', filters].</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernel">Taps.</param>
    /// <param name="stride">Step between outputs.</param>
    /// <param name="dilation">Step between taps.</param>
    /// <param name="padding">Same by default, as in the lesson (Keras's own default is valid).</param>
    /// <param name="bias">Whether a bias is added.</param>
    public Layer Conv1D(int filters, int kernel, int stride = 1, int dilation = 1, Padding padding = Padding.Same, bool bias = true)
    {
        Convolution.RequireRank(this, 2, "Conv1D");
        return new Convolution("Conv1D", this, filters, ConvolutionAxis.One, Convolution.Axis(OutputShape.Width, kernel, stride, dilation, padding, "time"), depthwise: false, bias);
    }

    /// <summary>Convolution over height and width: [height, width, channels] to [height', width', filters].</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernel">Taps along each axis.</param>
    /// <param name="stride">Step between outputs; 1 unless given.</param>
    /// <param name="dilation">Step between taps; 1 unless given.</param>
    /// <param name="padding">Same by default.</param>
    /// <param name="zeros">Zeros on each side, as PyTorch counts them; stands instead of <paramref name="padding"/>.</param>
    /// <param name="bias">Whether a bias is added.</param>
    public Layer Conv2D(int filters, (int Height, int Width) kernel, (int Height, int Width)? stride = null, (int Height, int Width)? dilation = null, Padding padding = Padding.Same, (int Height, int Width)? zeros = null, bool bias = true)
    {
        Convolution.RequireRank(this, 3, "Conv2D");
        (ConvolutionAxis height, ConvolutionAxis width) = Convolution.Axes(OutputShape, kernel, stride ?? (1, 1), dilation ?? (1, 1), padding, zeros);
        return new Convolution("Conv2D", this, filters, height, width, depthwise: false, bias);
    }

    /// <summary>One kernel a channel: [height, width, channels] to [height', width', channels].</summary>
    /// <inheritdoc cref="Conv2D"/>
    public Layer DepthwiseConv2D((int Height, int Width) kernel, (int Height, int Width)? stride = null, (int Height, int Width)? dilation = null, Padding padding = Padding.Same, (int Height, int Width)? zeros = null, bool bias = true)
    {
        Convolution.RequireRank(this, 3, "DepthwiseConv2D");
        (ConvolutionAxis height, ConvolutionAxis width) = Convolution.Axes(OutputShape, kernel, stride ?? (1, 1), dilation ?? (1, 1), padding, zeros);
        return new Convolution("DepthwiseConv2D", this, OutputShape.Channels, height, width, depthwise: true, bias);
    }

    /// <summary>Fully connected: [channels] to [units].</summary>
    public Layer Dense(int units, bool bias = true)
    {
        Convolution.RequireRank(this, 1, "Dense");
        return new Convolution("Dense", this, units, ConvolutionAxis.One, ConvolutionAxis.One, depthwise: false, bias);
    }
}

/// <summary>
/// Convolution (cross-correlation) in one and two dimensions, depthwise, and dense, which is one over a single point:
/// y[t, o] = bias[o] + Σ x[t · stride + k · dilation − pad, i] · kernel[k, i, o]. Kernels are Keras's layout, Glorot-uniform; biases start at zero.
/// </summary>
public sealed class Convolution : Layer
{
    private readonly ConvolutionAxis _height;
    private readonly ConvolutionAxis _width;
    private readonly bool _depthwise;

    internal Convolution(string kind, Layer input, int filters, ConvolutionAxis height, ConvolutionAxis width, bool depthwise, bool bias)
        : base(kind, input.OutputShape.With(height.Output, width.Output, filters), input)
    {
        _height = height;
        _width = width;
        _depthwise = depthwise;
        int channels = input.OutputShape.Channels;
        int taps = height.Kernel * width.Kernel;

        // Keras counts the fans of a depthwise kernel [h, w, channels, 1] as taps · channels in and taps out; PyTorch sees one channel a group.
        bool oneChannelFan = depthwise && Conventions == Conventions.PyTorch;
        int fanIn = checked(taps * (oneChannelFan ? 1 : channels));
        Initializer kernel = Conventions.Kernel(fanIn, taps * (depthwise ? 1 : filters));
        int[] shape = kind switch
        {
            "Dense" => [channels, filters],
            "Conv1D" => [width.Kernel, channels, filters],
            _ => depthwise ? [height.Kernel, width.Kernel, channels] : [height.Kernel, width.Kernel, channels, filters],
        };
        Parameters = bias
            ? [new("kernel", shape, kernel), new("bias", [filters], Conventions.Bias(fanIn))]
            : [new("kernel", shape, kernel)];
    }

    public override long MultiplyAccumulates => Shape(1).MultiplyAccumulatesPerClip;

    public override bool BackwardReadsInput => true;

    public override bool CanFuseReLU => true;

    internal override bool CanAddGradient => ConvolutionKernels.CanAddInputGradient(Shape(1));

    internal ConvolutionAxis HeightAxis => _height;

    internal ConvolutionAxis WidthAxis => _width;

    /// <summary>Whether each channel has a kernel of its own.</summary>
    internal bool IsDepthwise => _depthwise;

    public override LayerExecution Plan(LayerPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.FusePooling
            ? new PooledStep(plan, ConvolutionKernels.CreatePooled(Shape(plan.Batch), plan.Pool, plan.Training))
            : ConvolutionKernels.Create(Shape(plan.Batch), plan.Pool, plan.Training) switch
            {
                ClipwiseConvolution kernel => new ClipwiseStep(plan, kernel),
                ConvolutionKernel kernel => new Step(plan, kernel),
            };
    }

    /// <summary>Whether this layer can take over the max pooling by two that follows its ReLU.</summary>
    internal bool CanFusePooling(int batch, bool inputGradient) => ConvolutionKernels.CanPool(Shape(batch), inputGradient);

    internal static void RequireRank(Layer input, int rank, string kind)
    {
        if (input.OutputShape.Rank != rank)
        {
            string expected = rank switch { 1 => "[channels]; flatten first", 2 => "[time, channels]", _ => "[height, width, channels]" };
            throw new ArgumentException($"{kind} expects an input of shape {expected}, but {input.Kind} gives [{input.OutputShape}].");
        }
    }

    internal static (ConvolutionAxis Height, ConvolutionAxis Width) Axes(
        TensorShape input, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) dilation, Padding padding, (int Height, int Width)? zeros = null)
        => (Axis(input.Height, kernel.Height, stride.Height, dilation.Height, padding, "height", zeros?.Height),
            Axis(input.Width, kernel.Width, stride.Width, dilation.Width, padding, "width", zeros?.Width));

    internal static ConvolutionAxis Axis(int input, int kernel, int stride, int dilation, Padding padding, string name, int? zeros = null)
    {
        if (kernel < 1 || stride < 1 || dilation < 1)
        {
            throw new ArgumentException($"Kernel, stride and dilation along {name} must be at least 1, not {kernel}, {stride} and {dilation}.");
        }

        ConvolutionAxis axis = zeros is { } each
            ? new ConvolutionAxis(input, kernel, stride, dilation, each, each)
            : ConvolutionAxis.Create(input, kernel, stride, dilation, padding);
        return axis.Span <= axis.PadBefore + input + axis.PadAfter
            ? axis
            : throw new ArgumentException($"A window of {axis.Span} along {name} does not fit into an input of {input}: take a smaller kernel, or padding 'same'.");
    }

    internal ConvolutionShape Shape(int batch) => new(batch, _height, _width, InputShape.Channels, OutputShape.Channels, _depthwise);

    /// <summary>Convolution, ReLU and max pooling in one: their gradients start from the pooled output and from where each of its values came from.</summary>
    private sealed class PooledStep(LayerPlan plan, PooledConvolutionKernel kernel) : LayerExecution
    {
        private readonly Parameter _weight = plan.Parameters[0];
        private readonly Parameter? _bias = plan.Parameters.Length > 1 ? plan.Parameters[1] : null;
        private readonly AlignedBuffer _winnerMemory = new(plan.Training ? (kernel.OutputLength + sizeof(float) - 1) / sizeof(float) : 0);

        private Span<sbyte> Winners => MemoryMarshal.Cast<float, sbyte>(_winnerMemory.Span)[..(plan.Training ? kernel.OutputLength : 0)];

        public override void Forward()
            => kernel.Forward(plan.Input.Value, _weight.Stored, _bias is null ? [] : _bias.Stored, plan.Output.Value, Winners);

        public override void Backward()
        {
            Span<float> dy = plan.Output.Gradient;
            kernel.WeightGradient(plan.Input.Value, dy, Winners, _weight.Gradient, _bias is null ? [] : _bias.Gradient);
            if (plan.Input.HasGradient)
            {
                kernel.InputGradient(dy, Winners, _weight.Stored, plan.Input.Gradient);
            }
        }

        internal override void WeightsChanged() => kernel.WeightsChanged();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                kernel.Dispose();
                _winnerMemory.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private sealed unsafe class ClipwiseStep(LayerPlan plan, ClipwiseConvolution kernel) : ClipwiseExecution(plan)
    {
        private readonly Parameter _weight = plan.Parameters[0];
        private readonly Parameter? _bias = plan.Parameters.Length > 1 ? plan.Parameters[1] : null;

        public override void BeginForward(int phase) => kernel.BeginForward(_weight.Stored, _bias is null ? [] : _bias.Stored);

        public override void ForwardClip(int phase, int part, int clip) => kernel.ForwardClip(part, ValueOf(Plan.Input, clip), Plan.FuseReLU, ValueOf(Plan.Output, clip));

        public override void BeginBackward(int phase)
        {
            if (Plan.Input.HasGradient)
            {
                kernel.BeginInputGradient(_weight.Stored);
            }
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            float* dy = GradientOf(Plan.Output, clip);
            if (Plan.FuseReLU)
            {
                Elementwise.Apply<MaskPositive>(Gradient(Plan.Output, clip), Value(Plan.Output, clip), Gradient(Plan.Output, clip));
            }

            kernel.WeightGradientClip(part, BeginsPart(part, clip), ValueOf(Plan.Input, clip), dy, _bias is not null);
            if (Plan.Input.HasGradient)
            {
                kernel.InputGradientClip(part, dy, add: Plan.AddGradient, GradientOf(Plan.Input, clip));
            }
        }

        public override void EndBackward() => kernel.EndWeightGradient(_weight.Gradient, _bias is null ? [] : _bias.Gradient);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                kernel.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private sealed class Step(LayerPlan plan, ConvolutionKernel kernel) : LayerExecution
    {
        private readonly Parameter _weight = plan.Parameters[0];
        private readonly Parameter? _bias = plan.Parameters.Length > 1 ? plan.Parameters[1] : null;

        public override void Forward()
            => kernel.Forward(plan.Input.Value, _weight.Stored, _bias is null ? [] : _bias.Stored, plan.FuseReLU, plan.Output.Value);

        public override void Backward()
        {
            Span<float> dy = plan.Output.Gradient;
            if (plan.FuseReLU)
            {
                Elementwise.Apply<MaskPositive>(plan.Pool, dy, plan.Output.Value, dy);
            }

            kernel.WeightGradient(plan.Input.Value, dy, _weight.Gradient, _bias is null ? [] : _bias.Gradient);
            if (plan.Input.HasGradient)
            {
                kernel.InputGradient(dy, _weight.Stored, plan.Input.Gradient);
            }
        }

        internal override void WeightsChanged() => kernel.WeightsChanged();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                kernel.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
