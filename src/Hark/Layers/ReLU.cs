using Hark.Kernels;
using System.Numerics;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>max(0, x).</summary>
    public Layer ReLU() => new ReLU(this);
}

/// <summary>y = max(0, x); dx = dy where y &gt; 0. A convolution, dense or batch-norm layer in front takes it over.</summary>
public sealed class ReLU(Layer input) : Layer("ReLU", input.OutputShape, input)
{
    public override bool BackwardReadsOutput => true;

    public override bool CanRunInPlace => true;

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan);

    private sealed class Step(LayerPlan plan) : ClipwiseExecution(plan)
    {
        public override void ForwardClip(int phase, int part, int clip)
            => Elementwise.Apply<Rectify>(Value(Plan.Input, clip), Value(Plan.Input, clip), Value(Plan.Output, clip));

        public override void BackwardClip(int phase, int part, int clip)
        {
            if (Plan.Input.HasGradient)
            {
                Elementwise.Apply<MaskPositive>(Gradient(Plan.Output, clip), Value(Plan.Output, clip), Gradient(Plan.Input, clip));
            }
        }
    }

    private readonly struct Rectify : IElementwise
    {
        public static float Invoke(float a, float b) => MathF.Max(a, 0);

        public static Vector<float> Invoke(Vector<float> a, Vector<float> b) => Vector.Max(a, Vector<float>.Zero);
    }
}
