using Hark.Layers;

namespace Hark.Export;

/// <summary>
/// The weights of a convolution or dense layer as ONNX lays them out, the batch normalisation after it folded in:
/// [filters, channels, ...taps], depthwise [channels, 1, ...taps], dense [channels, units].
/// </summary>
internal sealed class FoldedKernel
{
    private FoldedKernel(int[] shape, float[] values, float[]? bias, int filters, bool filtersFirst)
    {
        Shape = shape;
        Values = values;
        Bias = bias;
        Filters = filters;
        FiltersFirst = filtersFirst;
    }

    public int[] Shape { get; }

    public float[] Values { get; }

    /// <summary>[filters]; null where nothing is added.</summary>
    public float[]? Bias { get; }

    public int Filters { get; }

    /// <summary>Whether filters are the first axis; else they are the last.</summary>
    public bool FiltersFirst { get; }

    public static FoldedKernel Of(Convolution layer, Parameter[] parameters, FoldedNormalization? normalization)
    {
        ReadOnlySpan<float> kernel = parameters[0].Value;
        int filters = layer.OutputShape.Channels;
        bool dense = layer.OutputShape.Rank == 1;
        int channels = layer.IsDepthwise ? 1 : layer.Inputs[0].OutputShape.Channels;
        int taps = layer.HeightAxis.Kernel * layer.WidthAxis.Kernel;
        var values = new float[kernel.Length];

        // Keras's [taps, channels, filters] is read in order.
        int from = 0;
        for (int tap = 0; tap < taps; tap++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                for (int filter = 0; filter < filters; filter++, from++)
                {
                    int to = dense ? from : (((filter * channels) + channel) * taps) + tap;
                    values[to] = (float)(kernel[from] * (normalization?.Scale(filter) ?? 1));
                }
            }
        }

        float[]? bias = null;
        if (parameters.Length > 1 || normalization is not null)
        {
            bias = new float[filters];
            for (int filter = 0; filter < filters; filter++)
            {
                double own = parameters.Length > 1 ? parameters[1].Value[filter] : 0;
                bias[filter] = (float)((own * (normalization?.Scale(filter) ?? 1)) + (normalization?.Shift(filter) ?? 0));
            }
        }

        int[] shape = layer.OutputShape.Rank switch
        {
            1 => [channels, filters],
            2 => [filters, channels, layer.WidthAxis.Kernel],
            _ => [filters, channels, layer.HeightAxis.Kernel, layer.WidthAxis.Kernel],
        };
        return new FoldedKernel(shape, values, bias, filters, !dense);
    }
}
