namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>One run of numbers a clip, channels last.</summary>
    public Layer Flatten() => new Flatten(this);
}

/// <summary>[..., channels] to [elements]: the same numbers under another shape.</summary>
public sealed class Flatten(Layer input) : Layer("Flatten", TensorShape.Of(input.OutputShape.Length), input)
{
    public override bool CanRunInPlace => true;

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan);

    private sealed class Step(LayerPlan plan) : LayerExecution
    {
        public override void Forward() => CopyUnlessShared(plan.Input.Value, plan.Output.Value);

        public override void Backward()
        {
            if (plan.Input.HasGradient)
            {
                CopyUnlessShared(plan.Output.Gradient, plan.Input.Gradient);
            }
        }

        private static void CopyUnlessShared(ReadOnlySpan<float> source, Span<float> destination)
        {
            if (source != destination)
            {
                source.CopyTo(destination);
            }
        }
    }
}
