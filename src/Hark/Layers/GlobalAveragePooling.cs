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

    private sealed class Step(LayerPlan plan) : ClipwiseExecution(plan)
    {
        private readonly int _channels = plan.Output.Shape.Channels;
        private readonly float _scale = (float)plan.Output.Shape.Channels / plan.Input.Shape.Length;

        public override void ForwardClip(int phase, int part, int clip)
        {
            Span<float> x = Value(Plan.Input, clip), mean = Value(Plan.Output, clip);
            mean.Clear();
            for (int at = 0; at < x.Length; at += _channels)
            {
                Elementwise.Apply<Sum>(x.Slice(at, _channels), mean, mean);
            }

            foreach (ref float value in mean)
            {
                value *= _scale;
            }
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            if (!Plan.Input.HasGradient)
            {
                return;
            }

            Span<float> dx = Gradient(Plan.Input, clip), dy = Gradient(Plan.Output, clip);
            Span<float> first = dx[.._channels];
            for (int c = 0; c < first.Length; c++)
            {
                first[c] = dy[c] * _scale;
            }

            for (int at = _channels; at < dx.Length; at += _channels)
            {
                first.CopyTo(dx[at..]);
            }
        }
    }
}
