using Hark.Kernels;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>The mean of each channel over time, or over height and width.</summary>
    public Layer GlobalAveragePool() => new GlobalAveragePooling(this);
}

/// <summary>[..., channels] to [channels]: y[c] = mean of x[·, c]; dx = dy / points.</summary>
public sealed class GlobalAveragePooling(Layer input)
    : Layer(input.OutputShape.Rank == 3 ? "GlobalAveragePooling2D" : "GlobalAveragePooling1D", TensorShape.Of(input.OutputShape.Channels), input)
{
    public override LayerExecution Plan(LayerPlan plan) => new Step(plan);

    private sealed class Step(LayerPlan plan) : LayerExecution
    {
        public override void Forward() => Run(plan.Input.Value, plan.Output.Value, forward: true);

        public override void Backward()
        {
            if (plan.Input.HasGradient)
            {
                Run(plan.Input.Gradient, plan.Output.Gradient, forward: false);
            }
        }

        private unsafe void Run(Span<float> many, Span<float> mean, bool forward)
        {
            fixed (float* pMany = many, pMean = mean)
            {
                int channels = plan.Output.Shape.Channels;
                var work = new Work(pMany, pMean, plan.Input.Shape.Length / channels, channels, forward);
                plan.Pool.Run(plan.Batch, ref work);
            }
        }
    }

    private readonly unsafe struct Work(float* many, float* mean, int points, int channels, bool forward) : IParallelWork
    {
        public void Execute(int clip)
        {
            var average = new Span<float>(mean + ((long)clip * channels), channels);
            float* rows = many + ((long)clip * points * channels);
            float scale = 1f / points;
            if (forward)
            {
                average.Clear();
            }

            for (int p = 0; p < points; p++, rows += channels)
            {
                for (int c = 0; c < channels; c++)
                {
                    if (forward)
                    {
                        average[c] += rows[c] * scale;
                    }
                    else
                    {
                        rows[c] = average[c] * scale;
                    }
                }
            }
        }
    }
}
