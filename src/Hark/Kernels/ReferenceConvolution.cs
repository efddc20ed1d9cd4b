namespace Hark.Kernels;

/// <summary>The definition, as loops that can be read: the judge of every fast kernel. Single-threaded, sums in double.</summary>
public sealed class ReferenceConvolution(ConvolutionShape shape) : ConvolutionKernel(shape)
{
    public override void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, Span<float> y)
    {
        double[] sums = new double[Shape.OutputChannels];
        for (int b = 0; b < Shape.Batch; b++)
        {
            for (int oh = 0; oh < Shape.Height.Output; oh++)
            {
                for (int ow = 0; ow < Shape.Width.Output; ow++)
                {
                    Array.Clear(sums);
                    foreach ((int xAt, int wAt) in Taps(b, oh, ow))
                    {
                        for (int o = 0; o < sums.Length && Shape.Depthwise; o++)
                        {
                            sums[o] += (double)x[xAt + o] * weight[wAt + o];
                        }

                        for (int i = 0; i < Shape.InputChannels && !Shape.Depthwise; i++)
                        {
                            double value = x[xAt + i];
                            ReadOnlySpan<float> row = weight.Slice(wAt + (i * sums.Length), sums.Length);
                            for (int o = 0; o < row.Length; o++)
                            {
                                sums[o] += value * row[o];
                            }
                        }
                    }

                    int at = OutputAt(b, oh, ow);
                    for (int o = 0; o < sums.Length; o++)
                    {
                        float value = (float)(sums[o] + (bias.IsEmpty ? 0 : bias[o]));
                        y[at + o] = relu ? MathF.Max(0, value) : value;
                    }
                }
            }
        }
    }

    public override void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx)
    {
        double[] sums = new double[Shape.InputLength];
        for (int b = 0; b < Shape.Batch; b++)
        {
            for (int oh = 0; oh < Shape.Height.Output; oh++)
            {
                for (int ow = 0; ow < Shape.Width.Output; ow++)
                {
                    ReadOnlySpan<float> gradient = dy.Slice(OutputAt(b, oh, ow), Shape.OutputChannels);
                    foreach ((int xAt, int wAt) in Taps(b, oh, ow))
                    {
                        for (int o = 0; o < gradient.Length && Shape.Depthwise; o++)
                        {
                            sums[xAt + o] += (double)gradient[o] * weight[wAt + o];
                        }

                        for (int i = 0; i < Shape.InputChannels && !Shape.Depthwise; i++)
                        {
                            ReadOnlySpan<float> row = weight.Slice(wAt + (i * gradient.Length), gradient.Length);
                            double sum = sums[xAt + i];
                            for (int o = 0; o < row.Length; o++)
                            {
                                sum += (double)gradient[o] * row[o];
                            }

                            sums[xAt + i] = sum;
                        }
                    }
                }
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            dx[i] = (float)sums[i];
        }
    }

    public override void WeightGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        double[] weightSums = new double[Shape.WeightLength];
        double[] biasSums = new double[Shape.OutputChannels];
        for (int b = 0; b < Shape.Batch; b++)
        {
            for (int oh = 0; oh < Shape.Height.Output; oh++)
            {
                for (int ow = 0; ow < Shape.Width.Output; ow++)
                {
                    ReadOnlySpan<float> gradient = dy.Slice(OutputAt(b, oh, ow), Shape.OutputChannels);
                    foreach ((int xAt, int wAt) in Taps(b, oh, ow))
                    {
                        for (int o = 0; o < gradient.Length && Shape.Depthwise; o++)
                        {
                            weightSums[wAt + o] += (double)gradient[o] * x[xAt + o];
                        }

                        for (int i = 0; i < Shape.InputChannels && !Shape.Depthwise; i++)
                        {
                            double value = x[xAt + i];
                            Span<double> row = weightSums.AsSpan(wAt + (i * gradient.Length), gradient.Length);
                            for (int o = 0; o < row.Length; o++)
                            {
                                row[o] += gradient[o] * value;
                            }
                        }
                    }

                    for (int o = 0; o < gradient.Length; o++)
                    {
                        biasSums[o] += gradient[o];
                    }
                }
            }
        }

        for (int i = 0; i < weightSums.Length; i++)
        {
            dWeight[i] = (float)weightSums[i];
        }

        for (int o = 0; o < dBias.Length; o++)
        {
            dBias[o] = (float)biasSums[o];
        }
    }

    private int OutputAt(int b, int oh, int ow)
        => ((((b * Shape.Height.Output) + oh) * Shape.Width.Output) + ow) * Shape.OutputChannels;

    /// <summary>For one output position: where each tap that lies inside the input reads x, and where its weights start.</summary>
    private IEnumerable<(int XAt, int WeightAt)> Taps(int b, int oh, int ow)
    {
        int weightsPerTap = Shape.Depthwise ? Shape.InputChannels : Shape.InputChannels * Shape.OutputChannels;
        for (int kh = 0; kh < Shape.Height.Kernel; kh++)
        {
            int h = (oh * Shape.Height.Stride) + (kh * Shape.Height.Dilation) - Shape.Height.PadBefore;
            for (int kw = 0; kw < Shape.Width.Kernel; kw++)
            {
                int w = (ow * Shape.Width.Stride) + (kw * Shape.Width.Dilation) - Shape.Width.PadBefore;
                if ((uint)h < (uint)Shape.Height.Input && (uint)w < (uint)Shape.Width.Input)
                {
                    yield return ((((b * Shape.Height.Input) + h) * Shape.Width.Input + w) * Shape.InputChannels,
                        ((kh * Shape.Width.Kernel) + kw) * weightsPerTap);
                }
            }
        }
    }
}
