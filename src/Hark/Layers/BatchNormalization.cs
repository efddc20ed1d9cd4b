using Hark.Kernels;

namespace Hark.Layers;

/// <summary>How a batch normalisation keeps its running statistics.</summary>
/// <param name="Momentum">Share of the old statistic that stays: Keras 0.99; PyTorch's 0.1 is 0.9 here.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="UnbiasedRunningVariance">Whether the running variance takes n / (n − 1) of the batch's, as PyTorch does; Keras does not.</param>
public sealed record BatchNormOptions(float Momentum = 0.99f, float Epsilon = 1e-3f, bool UnbiasedRunningVariance = false)
{
    public static BatchNormOptions Keras { get; } = new();

    public static BatchNormOptions PyTorch { get; } = new(0.9f, 1e-5f, UnbiasedRunningVariance: true);
}

public abstract partial class Layer
{
    /// <summary>Normalises each channel over the batch and all positions, then scales and shifts it; Keras's constants unless given.</summary>
    public Layer BatchNorm(BatchNormOptions? options = null) => new BatchNormalization(this, options ?? Conventions.BatchNorm, bands: 1);

    /// <summary>
    /// Batch normalisation of each channel in each of <paramref name="bands"/> equal runs of height (frequency), every band with statistics, scale
    /// and shift of its own: SubSpectralNorm (Chang et al. 2021).
    /// </summary>
    public Layer SubSpectralNorm(int bands) => new BatchNormalization(this, Conventions.BatchNorm, bands);
}

/// <summary>
/// y = gamma · (x − mean) / √(var + eps) + beta. Training: the batch's own mean and (biased) variance, from which the running ones are
/// updated; inference: the running ones. With n = batch · positions and x̂ the normalised input: dbeta = Σ dy, dgamma = Σ dy x̂,
/// dx = gamma / √(var + eps) · (dy − dbeta / n − x̂ dgamma / n) (Ioffe and Szegedy 2015).
/// </summary>
public sealed class BatchNormalization : Layer
{
    private readonly BatchNormOptions _options;
    private readonly int _bands;

    internal BatchNormalization(Layer input, BatchNormOptions options, int bands)
        : base(bands == 1 ? "BatchNormalization" : "SubSpectralNorm", input.OutputShape, input)
    {
        if (bands < 1 || input.OutputShape.Height % bands != 0)
        {
            throw new ArgumentException($"SubSpectralNorm cuts the height into equal bands: {bands} do not divide {input.OutputShape.Height}.");
        }

        _options = options;
        _bands = bands;
        int[] shape = bands == 1 ? [input.OutputShape.Channels] : [bands, input.OutputShape.Channels];
        Parameters =
        [
            new("gamma", shape, Initializer.Ones),
            new("beta", shape, Initializer.Zeros),
            new("moving_mean", shape, Initializer.Zeros, Trainable: false),
            new("moving_variance", shape, Initializer.Ones, Trainable: false),
        ];
    }

    public override bool BackwardReadsInput => true;

    public override bool CanFuseReLU => true;

    /// <summary>Added to the variance.</summary>
    internal float Epsilon => _options.Epsilon;

    /// <summary>Runs of height with statistics of their own.</summary>
    internal int Bands => _bands;

    /// <summary>What is normalised together.</summary>
    internal ChannelBands Pattern => new(OutputShape.Channels, _bands, OutputShape.Height / _bands * OutputShape.Width);

    internal BatchNormOptions Options => _options;

    public override LayerExecution Plan(LayerPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new Step(plan, _options, Pattern);
    }

    /// <summary>Forward in training: sums, then lines; backward: sums, then planes.</summary>
    private sealed unsafe class Step : ClipwiseExecution
    {
        private readonly NormalizationKernel _kernel;
        private readonly BatchStatistics _statistics;

        public Step(LayerPlan plan, BatchNormOptions options, ChannelBands bands)
            : base(plan)
        {
            _kernel = NormalizationKernel.Create(bands, Parts);
            _statistics = new BatchStatistics(plan.Parameters, options, bands, plan.Batch, Parts);
        }

        public override int ForwardPhases => Plan.Training ? 2 : 1;

        public override int BackwardPhases => Plan.Input.HasGradient ? 2 : 1;

        public override void BeginForward(int phase)
        {
            if (phase < ForwardPhases - 1)
            {
                return;
            }

            if (Plan.Training)
            {
                _kernel.JoinSquares(_statistics.PartRows, _statistics.First, _statistics.Second);
                _statistics.TakeBatch();
                _kernel.SetMean(_statistics.Mean);
            }
            else
            {
                _statistics.TakeRunning();
            }

            _kernel.SetLines(_statistics.Scale, _statistics.Shift);
        }

        public override void ForwardClip(int phase, int part, int clip)
        {
            float* x = ValueOf(Plan.Input, clip);
            if (phase < ForwardPhases - 1)
            {
                _kernel.AddSquares(part, BeginsPart(part, clip), x);
            }
            else
            {
                _kernel.Apply(x, Plan.FuseReLU, ValueOf(Plan.Output, clip));
            }
        }

        public override void BeginBackward(int phase)
        {
            if (phase == 0)
            {
                return;
            }

            TakeParameterGradients();
            _statistics.TakePlanes();
            _kernel.SetPlanes(_statistics.Slope, _statistics.BackShift);
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            float* x = ValueOf(Plan.Input, clip), dy = GradientOf(Plan.Output, clip);
            if (phase == 0)
            {
                _kernel.AddProducts(part, BeginsPart(part, clip), x, Plan.FuseReLU, dy);
            }
            else
            {
                _kernel.ApplyBack(x, Plan.FuseReLU, dy, GradientOf(Plan.Input, clip));
            }
        }

        public override void EndBackward()
        {
            if (BackwardPhases == 1)
            {
                TakeParameterGradients();
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _kernel.Dispose();
            }

            base.Dispose(disposing);
        }

        private void TakeParameterGradients()
        {
            _kernel.JoinProducts(_statistics.First, _statistics.Second);
            _statistics.TakeParameterGradients();
        }
    }
}
