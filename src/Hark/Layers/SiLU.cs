using Hark.Kernels;
using System.Numerics;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>x · sigmoid(x).</summary>
    public Layer SiLU() => new SiLU(this);
}

/// <summary>y = x s with s = 1 / (1 + e^−x); dx = dy · s (1 + x (1 − s)). Also called swish.</summary>
public sealed class SiLU(Layer input) : Layer("SiLU", input.OutputShape, input)
{
    public override bool BackwardReadsInput => true;

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan);

    private sealed class Step(LayerPlan plan) : ClipwiseExecution(plan)
    {
        public override void ForwardClip(int phase, int part, int clip)
            => Elementwise.Apply<Function>(Value(Plan.Input, clip), Value(Plan.Input, clip), Value(Plan.Output, clip));

        public override void BackwardClip(int phase, int part, int clip)
        {
            if (Plan.Input.HasGradient)
            {
                Elementwise.Apply<Derivative>(Gradient(Plan.Output, clip), Value(Plan.Input, clip), Gradient(Plan.Input, clip));
            }
        }
    }

    private readonly struct Function : IElementwise
    {
        public static float Invoke(float a, float b) => a / (1 + MathF.Exp(-a));

        public static Vector<float> Invoke(Vector<float> a, Vector<float> b) => a / (Vector<float>.One + Vector.Exp(-a));
    }

    private readonly struct Derivative : IElementwise
    {
        public static float Invoke(float a, float b)
        {
            float s = 1 / (1 + MathF.Exp(-b));
            return a * s * (1 + (b * (1 - s)));
        }

        public static Vector<float> Invoke(Vector<float> a, Vector<float> b)
        {
            Vector<float> s = Vector<float>.One / (Vector<float>.One + Vector.Exp(-b));
            return a * s * (Vector<float>.One + (b * (Vector<float>.One - s)));
        }
    }
}
