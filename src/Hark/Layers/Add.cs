using Hark.Kernels;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>Element-wise sum of two inputs of equal shape.</summary>
    public static Layer Add(Layer a, Layer b) => new Add(a, b);
}

/// <summary>y = a + b; da = db = dy.</summary>
public sealed class Add : Layer
{
    internal Add(Layer a, Layer b)
        : base("Add", CommonShape(a, b), a, b)
    {
    }

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan);

    private static TensorShape CommonShape(Layer a, Layer b)
        => a.OutputShape == b.OutputShape
            ? a.OutputShape
            : throw new ArgumentException($"Add needs equal shapes, but [{a.OutputShape}] and [{b.OutputShape}] differ.");

    private sealed class Step(LayerPlan plan) : LayerExecution
    {
        public override void Forward()
            => Elementwise.Apply<Sum>(plan.Pool, plan.Inputs[0].Value, plan.Inputs[1].Value, plan.Output.Value);

        public override void Backward()
        {
            foreach (Tensor input in plan.Inputs)
            {
                if (input.HasGradient)
                {
                    plan.Output.Gradient.CopyTo(input.Gradient);
                }
            }
        }
    }
}
