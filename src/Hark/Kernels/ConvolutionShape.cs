namespace Hark.Kernels;

/// <summary>How the input is extended at its edges.</summary>
public enum Padding
{
    /// <summary>No padding: output = floor((input − span) / stride) + 1.</summary>
    Valid,

    /// <summary>Zeros so that output = ceil(input / stride); an odd number of zeros leaves the larger half at the end (TensorFlow's rule).</summary>
    Same,
}

/// <summary>One spatial axis of a convolution or pooling.</summary>
/// <param name="Input">Input length.</param>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">Step between outputs.</param>
/// <param name="Dilation">Step between taps.</param>
/// <param name="PadBefore">Zeros before the first input.</param>
/// <param name="PadAfter">Zeros after the last input.</param>
public readonly record struct ConvolutionAxis(int Input, int Kernel, int Stride, int Dilation, int PadBefore, int PadAfter)
{
    /// <summary>Inputs that one output covers: (Kernel − 1) · Dilation + 1.</summary>
    public int Span => ((Kernel - 1) * Dilation) + 1;

    /// <summary>Output length: floor((PadBefore + Input + PadAfter − Span) / Stride) + 1.</summary>
    public int Output => ((PadBefore + Input + PadAfter - Span) / Stride) + 1;

    public static ConvolutionAxis Create(int input, int kernel, int stride, int dilation, Padding padding)
    {
        if (padding == Padding.Valid)
        {
            return new(input, kernel, stride, dilation, 0, 0);
        }

        int output = (input + stride - 1) / stride;
        int total = Math.Max(0, ((output - 1) * stride) + ((kernel - 1) * dilation) + 1 - input);
        return new(input, kernel, stride, dilation, total / 2, total - (total / 2));
    }

    /// <summary>The trivial axis, for 1-D work done by 2-D kernels.</summary>
    public static ConvolutionAxis One { get; } = new(1, 1, 1, 1, 0, 0);
}

/// <summary>
/// Everything a convolution kernel must know. Activations are channels-last: x [Batch, Height.Input, Width.Input, InputChannels],
/// y [Batch, Height.Output, Width.Output, OutputChannels]. A 1-D convolution has Height = <see cref="ConvolutionAxis.One"/> and time as Width.
/// Weights are Keras's: [Height.Kernel, Width.Kernel, InputChannels, OutputChannels], or, depthwise
/// (OutputChannels = InputChannels), [Height.Kernel, Width.Kernel, Channels].
/// </summary>
public readonly record struct ConvolutionShape(int Batch, ConvolutionAxis Height, ConvolutionAxis Width, int InputChannels, int OutputChannels, bool Depthwise)
{
    public int InputLength => Batch * Height.Input * Width.Input * InputChannels;

    public int OutputLength => Batch * Height.Output * Width.Output * OutputChannels;

    public int WeightLength => Height.Kernel * Width.Kernel * (Depthwise ? InputChannels : InputChannels * OutputChannels);

    /// <summary>Multiply-accumulates of one clip's forward pass, padding counted as if it were input (the usual count).</summary>
    public long MultiplyAccumulatesPerClip => (long)Height.Output * Width.Output * WeightLength;
}
