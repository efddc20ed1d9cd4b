namespace Hark.Layers;

/// <summary>
/// The habits of the framework that a network was published in. Set where the network begins, they pass from layer to layer.
/// </summary>
/// <param name="BatchNorm">Constants of batch normalisation unless a layer is given its own.</param>
/// <param name="Kernel">First values of a kernel, by fan-in and fan-out.</param>
/// <param name="Bias">First values of a bias, by fan-in.</param>
public sealed record Conventions(BatchNormOptions BatchNorm, Func<int, int, Initializer> Kernel, Func<int, Initializer> Bias)
{
    /// <summary>Glorot-uniform kernels, biases of zero, momentum 0.99 and epsilon 1e-3.</summary>
    public static Conventions Keras { get; } = new(BatchNormOptions.Keras, Initializer.GlorotUniform, _ => Initializer.Zeros);

    /// <summary>Kernels and biases uniform in ±1/√fanIn, momentum 0.1 (0.9 kept), epsilon 1e-5, unbiased running variance.</summary>
    public static Conventions PyTorch { get; } = new(BatchNormOptions.PyTorch, (fanIn, _) => Initializer.FanInUniform(fanIn), Initializer.FanInUniform);
}
