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

    public override LayerExecution Plan(LayerPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new Step(plan, _options, new ChannelBands(OutputShape.Channels, _bands, OutputShape.Height / _bands * OutputShape.Width));
    }

    /// <summary>Forward in training: sums, then lines; backward: sums, then planes.</summary>
    private sealed unsafe class Step : ClipwiseExecution
    {
        private readonly BatchNormOptions _options;
        private readonly NormalizationKernel _kernel;
        private readonly long[] _partRows;
        private readonly long _rows;
        private readonly double[] _first;
        private readonly double[] _second;
        private readonly float[] _mean;
        private readonly float[] _inverseDeviation;
        private readonly float[] _scale;
        private readonly float[] _slope;
        private readonly float[] _shift;

        public Step(LayerPlan plan, BatchNormOptions options, ChannelBands bands)
            : base(plan)
        {
            _options = options;
            _kernel = NormalizationKernel.Create(bands, Parts);
            _rows = (long)plan.Batch * bands.RowsPerBand;
            _partRows = new long[Parts];
            for (int part = 0; part < Parts; part++)
            {
                (int start, int end) = KernelArguments.Share(plan.Batch, part, Parts);
                _partRows[part] = (long)(end - start) * bands.RowsPerBand;
            }

            _first = new double[bands.Length];
            _second = new double[bands.Length];
            _mean = new float[bands.Length];
            _inverseDeviation = new float[bands.Length];
            _scale = new float[bands.Length];
            _slope = new float[bands.Length];
            _shift = new float[bands.Length];
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
                TakeBatchStatistics();
                _kernel.SetMean(_mean);
            }
            else
            {
                Plan.Parameters[2].Stored.CopyTo(_mean);
                ReadOnlySpan<float> variance = Plan.Parameters[3].Stored;
                for (int c = 0; c < _mean.Length; c++)
                {
                    _inverseDeviation[c] = (float)(1 / Math.Sqrt((double)variance[c] + _options.Epsilon));
                }
            }

            ReadOnlySpan<float> gamma = Plan.Parameters[0].Stored;
            ReadOnlySpan<float> beta = Plan.Parameters[1].Stored;
            for (int c = 0; c < _mean.Length; c++)
            {
                _scale[c] = gamma[c] * _inverseDeviation[c];
                _shift[c] = beta[c] - (_mean[c] * _scale[c]);
            }

            _kernel.SetLines(_scale, [], _shift);
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
            for (int c = 0; c < _mean.Length; c++)
            {
                // dx = scale · dy + slope · x + shift, the two sums folded into slope and shift.
                double slope = -_scale[c] * _second[c] * _inverseDeviation[c] * _inverseDeviation[c] / _rows;
                _slope[c] = (float)slope;
                _shift[c] = (float)((-_scale[c] * _first[c] / _rows) - (slope * _mean[c]));
            }

            _kernel.SetLines(_scale, _slope, _shift);
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            float* x = ValueOf(Plan.Input, clip), dy = GradientOf(Plan.Output, clip);
            if (phase == 0)
            {
                _kernel.AddProducts(part, BeginsPart(part, clip), x, Plan.FuseReLU ? ValueOf(Plan.Output, clip) : null, dy);
            }
            else
            {
                _kernel.Apply(dy, x, GradientOf(Plan.Input, clip));
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
            // Σ dy and Σ dy (x − mean).
            _kernel.JoinProducts(_first, _second);
            Span<float> dGamma = Plan.Parameters[0].Gradient;
            Span<float> dBeta = Plan.Parameters[1].Gradient;
            for (int c = 0; c < _mean.Length; c++)
            {
                dBeta[c] = (float)_first[c];
                dGamma[c] = (float)(_second[c] * _inverseDeviation[c]);
            }
        }

        private void TakeBatchStatistics()
        {
            _kernel.JoinSquares(_partRows, _first, _second);
            Span<float> runningMean = Plan.Parameters[2].Value;
            Span<float> runningVariance = Plan.Parameters[3].Value;
            double unbias = _options.UnbiasedRunningVariance && _rows > 1 ? (double)_rows / (_rows - 1) : 1;
            float momentum = _options.Momentum;
            for (int c = 0; c < _mean.Length; c++)
            {
                _mean[c] = (float)_first[c];
                _inverseDeviation[c] = (float)(1 / Math.Sqrt(_second[c] + _options.Epsilon));
                runningMean[c] = (momentum * runningMean[c]) + ((1 - momentum) * _mean[c]);
                runningVariance[c] = (momentum * runningVariance[c]) + ((1 - momentum) * (float)(_second[c] * unbias));
            }
        }
    }
}
