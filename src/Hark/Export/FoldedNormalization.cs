using Hark.Layers;

namespace Hark.Export;

/// <summary>
/// A batch normalisation at inference: y = scale · x + shift, with scale = gamma / √(variance + epsilon) and shift = beta − mean · scale; one pair
/// a channel, or one for each band and channel.
/// </summary>
internal sealed class FoldedNormalization
{
    private readonly int _channels;
    private readonly int _rowsPerBand;
    private readonly double[] _scale;
    private readonly double[] _shift;

    public FoldedNormalization(BatchNormalization layer, Parameter[] parameters)
    {
        ReadOnlySpan<float> gamma = parameters[0].Value, beta = parameters[1].Value, mean = parameters[2].Value, variance = parameters[3].Value;
        _channels = layer.OutputShape.Channels;
        _rowsPerBand = layer.OutputShape.Height / layer.Bands;
        _scale = new double[gamma.Length];
        _shift = new double[gamma.Length];
        for (int i = 0; i < gamma.Length; i++)
        {
            _scale[i] = gamma[i] / Math.Sqrt((double)variance[i] + layer.Epsilon);
            _shift[i] = beta[i] - (mean[i] * _scale[i]);
        }
    }

    /// <summary>Of a channel, where the bands are one.</summary>
    public double Scale(int channel) => _scale[channel];

    /// <inheritdoc cref="Scale"/>
    public double Shift(int channel) => _shift[channel];

    /// <summary>Scales and shifts as they are laid over [channels, rows].</summary>
    public (float[] Scale, float[] Shift) ByRow(int rows)
    {
        var scale = new float[_channels * rows];
        var shift = new float[_channels * rows];
        for (int channel = 0; channel < _channels; channel++)
        {
            for (int row = 0; row < rows; row++)
            {
                int from = (row / _rowsPerBand * _channels) + channel;
                scale[(channel * rows) + row] = (float)_scale[from];
                shift[(channel * rows) + row] = (float)_shift[from];
            }
        }

        return (scale, shift);
    }
}
