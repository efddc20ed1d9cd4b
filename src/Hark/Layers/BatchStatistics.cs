using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// What a batch normalisation knows about its batch, each [bands, channels]: how it normalises, y = scale · x + shift, and how gradients go back,
/// dx = scale · dy + slope · x + backShift. Keeps the running statistics and writes the gradients of gamma and beta.
/// </summary>
/// <param name="parameters">Gamma, beta, running mean, running variance.</param>
/// <param name="options">How running statistics move.</param>
/// <param name="bands">What is normalised together.</param>
/// <param name="batch">Clips.</param>
/// <param name="parts">Into how many parts they are cut.</param>
internal sealed class BatchStatistics(Parameter[] parameters, BatchNormOptions options, ChannelBands bands, int batch, int parts)
{
    private readonly long _rows = (long)batch * bands.RowsPerBand;
    private readonly float[] _inverseDeviation = new float[bands.Length];

    /// <summary>For each part the rows that each band sees.</summary>
    public long[] PartRows { get; } = RowsOfParts(bands.RowsPerBand, batch, parts);

    /// <summary>The first joined sum: the mean; on the way back Σ dy.</summary>
    public double[] First { get; } = new double[bands.Length];

    /// <summary>The second joined sum: the variance; on the way back Σ dy (x − mean).</summary>
    public double[] Second { get; } = new double[bands.Length];

    public float[] Mean { get; } = new float[bands.Length];

    public float[] Scale { get; } = new float[bands.Length];

    public float[] Slope { get; } = new float[bands.Length];

    public float[] Shift { get; } = new float[bands.Length];

    public float[] BackShift { get; } = new float[bands.Length];

    /// <summary>Takes the batch's mean and variance from <see cref="First"/> and <see cref="Second"/>, and moves the running ones.</summary>
    public void TakeBatch()
    {
        Span<float> runningMean = parameters[2].Value;
        Span<float> runningVariance = parameters[3].Value;
        double unbias = options.UnbiasedRunningVariance && _rows > 1 ? (double)_rows / (_rows - 1) : 1;
        float momentum = options.Momentum;
        for (int c = 0; c < Mean.Length; c++)
        {
            Mean[c] = (float)First[c];
            _inverseDeviation[c] = (float)(1 / Math.Sqrt(Second[c] + options.Epsilon));
            runningMean[c] = (momentum * runningMean[c]) + ((1 - momentum) * Mean[c]);
            runningVariance[c] = (momentum * runningVariance[c]) + ((1 - momentum) * (float)(Second[c] * unbias));
        }

        TakeLines();
    }

    /// <summary>Takes the running statistics.</summary>
    public void TakeRunning()
    {
        parameters[2].Stored.CopyTo(Mean);
        ReadOnlySpan<float> variance = parameters[3].Stored;
        for (int c = 0; c < Mean.Length; c++)
        {
            _inverseDeviation[c] = (float)(1 / Math.Sqrt((double)variance[c] + options.Epsilon));
        }

        TakeLines();
    }

    /// <summary>Writes the gradients of gamma and beta, from <see cref="First"/> and <see cref="Second"/>.</summary>
    public void TakeParameterGradients()
    {
        Span<float> dGamma = parameters[0].Gradient;
        Span<float> dBeta = parameters[1].Gradient;
        for (int c = 0; c < Mean.Length; c++)
        {
            dBeta[c] = (float)First[c];
            dGamma[c] = (float)(Second[c] * _inverseDeviation[c]);
        }
    }

    /// <summary>Sets <see cref="Slope"/> and <see cref="BackShift"/>, the two sums folded into them.</summary>
    public void TakePlanes()
    {
        for (int c = 0; c < Mean.Length; c++)
        {
            double slope = -Scale[c] * Second[c] * _inverseDeviation[c] * _inverseDeviation[c] / _rows;
            Slope[c] = (float)slope;
            BackShift[c] = (float)((-Scale[c] * First[c] / _rows) - (slope * Mean[c]));
        }
    }

    private static long[] RowsOfParts(int rowsPerBand, int batch, int parts)
    {
        var rows = new long[parts];
        for (int part = 0; part < parts; part++)
        {
            (int start, int end) = KernelArguments.Share(batch, part, parts);
            rows[part] = (long)(end - start) * rowsPerBand;
        }

        return rows;
    }

    private void TakeLines()
    {
        ReadOnlySpan<float> gamma = parameters[0].Stored;
        ReadOnlySpan<float> beta = parameters[1].Stored;
        for (int c = 0; c < Mean.Length; c++)
        {
            Scale[c] = gamma[c] * _inverseDeviation[c];
            Shift[c] = beta[c] - (Mean[c] * Scale[c]);
        }
    }
}
