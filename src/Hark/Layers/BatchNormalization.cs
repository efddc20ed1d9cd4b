using Hark.Kernels;
using System.Numerics;

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

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan, _options, _bands);

    private sealed class Step : LayerExecution
    {
        private readonly LayerPlan _plan;
        private readonly BatchNormOptions _options;
        private readonly ChannelSums _sums;
        private readonly ChannelBands _bands;
        private readonly int _rows;
        private readonly float[] _mean;
        private readonly float[] _inverseDeviation;
        private readonly float[] _scale;
        private readonly float[] _shift;

        public Step(LayerPlan plan, BatchNormOptions options, int bands)
        {
            _plan = plan;
            _options = options;
            TensorShape shape = plan.Output.Shape;
            _bands = new ChannelBands(shape.Channels, bands, shape.Height / bands * shape.Width);
            _rows = plan.Output.Length / shape.Channels / bands;
            _sums = new ChannelSums(plan.Pool, plan.Output.Length / shape.Channels, _bands);
            _mean = new float[_bands.Length];
            _inverseDeviation = new float[_bands.Length];
            _scale = new float[_bands.Length];
            _shift = new float[_bands.Length];
        }

        public override void Forward()
        {
            ReadOnlySpan<float> gamma = _plan.Parameters[0].Value;
            ReadOnlySpan<float> beta = _plan.Parameters[1].Value;
            if (_plan.Training)
            {
                TakeBatchStatistics();
            }
            else
            {
                _plan.Parameters[2].Value.CopyTo(_mean);
                ReadOnlySpan<float> variance = _plan.Parameters[3].Value;
                for (int c = 0; c < _mean.Length; c++)
                {
                    _inverseDeviation[c] = (float)(1 / Math.Sqrt((double)variance[c] + _options.Epsilon));
                }
            }

            for (int c = 0; c < _mean.Length; c++)
            {
                _scale[c] = gamma[c] * _inverseDeviation[c];
                _shift[c] = beta[c] - (_mean[c] * _scale[c]);
            }

            ChannelAffine.Apply(_plan.Pool, _bands, _plan.Input.Value, _scale, _shift, _plan.FuseReLU, _plan.Output.Value);
        }

        public override void Backward()
        {
            ReadOnlySpan<float> x = _plan.Input.Value;
            Span<float> dy = _plan.Output.Gradient;
            if (_plan.FuseReLU)
            {
                Elementwise.Apply<MaskPositive>(_plan.Pool, dy, _plan.Output.Value, dy);
            }

            // Σ dy and Σ dy (x − mean).
            _sums.OfProduct(dy, x, _mean);
            Span<float> dGamma = _plan.Parameters[0].Gradient;
            Span<float> dBeta = _plan.Parameters[1].Gradient;
            for (int c = 0; c < _mean.Length; c++)
            {
                dBeta[c] = (float)_sums.First[c];
                dGamma[c] = (float)(_sums.Second[c] * _inverseDeviation[c]);
            }

            if (!_plan.Input.HasGradient)
            {
                return;
            }

            // dx = scale · dy + slope · x + shift, the two sums folded into slope and shift.
            Span<float> slope = _slope ??= new float[_mean.Length];
            for (int c = 0; c < _mean.Length; c++)
            {
                double s = -(double)_scale[c] * dGamma[c] * _inverseDeviation[c] / _rows;
                slope[c] = (float)s;
                _shift[c] = (float)((-(double)_scale[c] * dBeta[c] / _rows) - (s * _mean[c]));
            }

            ChannelAffine.Apply(_plan.Pool, _bands, dy, _scale, x, slope, _shift, _plan.Input.Gradient);
        }

        private float[]? _slope;

        private void TakeBatchStatistics()
        {
            ReadOnlySpan<float> x = _plan.Input.Value;

            // Shifted by one row of the data, so that a large mean does not drown a small variance.
            for (int band = 0; band < _bands.Bands; band++)
            {
                x.Slice(band * _bands.RowsPerBand * _bands.Channels, _bands.Channels).CopyTo(_mean.AsSpan(band * _bands.Channels));
            }

            _sums.OfSquares(x, _mean);
            Span<float> runningMean = _plan.Parameters[2].Value;
            Span<float> runningVariance = _plan.Parameters[3].Value;
            double unbias = _options.UnbiasedRunningVariance && _rows > 1 ? (double)_rows / (_rows - 1) : 1;
            float momentum = _options.Momentum;
            for (int c = 0; c < _mean.Length; c++)
            {
                double offset = _sums.First[c] / _rows;
                double variance = Math.Max(0, (_sums.Second[c] / _rows) - (offset * offset));
                _mean[c] = (float)(_mean[c] + offset);
                _inverseDeviation[c] = (float)(1 / Math.Sqrt(variance + _options.Epsilon));
                runningMean[c] = (momentum * runningMean[c]) + ((1 - momentum) * _mean[c]);
                runningVariance[c] = (momentum * runningVariance[c]) + ((1 - momentum) * (float)(variance * unbias));
            }
        }
    }
}
