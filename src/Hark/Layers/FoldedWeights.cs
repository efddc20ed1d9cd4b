using Hark.Kernels;

namespace Hark.Layers;

/// <summary>The weights of a convolution and of the batch normalisation after it, either of which may be missing, as one step takes them.</summary>
/// <param name="step">Who takes them.</param>
/// <param name="convolution">Kernel and perhaps bias; empty where there is only a normalisation.</param>
/// <param name="norm">The normalisation, or null.</param>
/// <param name="normParameters">gamma, beta, mean and variance.</param>
/// <param name="channels">Output channels.</param>
internal sealed class FoldedWeights(
    WeightedClipStep step, Parameter[] convolution, BatchNormalization? norm, Parameter[] normParameters, int channels)
{
    private readonly float[] _scale = new float[channels * (norm?.Bands ?? 1)];
    private readonly float[] _shift = new float[channels * (norm?.Bands ?? 1)];

    /// <summary>Gives the step the present values: scale = gamma / √(var + eps), shift = beta + (bias − mean) · scale.</summary>
    public void Take()
    {
        ReadOnlySpan<float> bias = convolution.Length > 1 ? convolution[1].Stored : default;
        for (int i = 0; i < _scale.Length; i++)
        {
            float added = bias.IsEmpty ? 0 : bias[i % channels];
            if (norm is null)
            {
                (_scale[i], _shift[i]) = (1, added);
                continue;
            }

            double deviation = Math.Sqrt((double)normParameters[3].Stored[i] + norm.Epsilon);
            _scale[i] = (float)(normParameters[0].Stored[i] / deviation);
            _shift[i] = normParameters[1].Stored[i] + ((added - normParameters[2].Stored[i]) * _scale[i]);
        }

        step.SetWeights(convolution.Length > 0 ? convolution[0].Stored : default, _scale, _shift);
    }
}
