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

    private sealed class Step(LayerPlan plan) : ClipwiseExecution(plan)
    {
        public override void ForwardClip(int phase, int part, int clip)
            => Elementwise.Apply<Sum>(Value(Plan.Inputs[0], clip), Value(Plan.Inputs[1], clip), Value(Plan.Output, clip));

        public override void BackwardClip(int phase, int part, int clip)
        {
            foreach (Tensor input in Plan.Inputs)
            {
                if (input.HasGradient)
                {
                    Gradient(Plan.Output, clip).CopyTo(Gradient(input, clip));
                }
            }
        }
    }
}
