using Hark.Kernels;

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

    private sealed unsafe class Step(LayerPlan plan) : ClipwiseExecution(plan)
    {
        private readonly int _length = plan.Output.Shape.Length;

        public override void ForwardClip(int phase, int part, int clip) => Sigmoid.Weigh(ValueOf(Plan.Input, clip), _length, ValueOf(Plan.Output, clip));

        public override void BackwardClip(int phase, int part, int clip)
        {
            if (Plan.Input.HasGradient)
            {
                Sigmoid.WeighBack(GradientOf(Plan.Output, clip), ValueOf(Plan.Input, clip), _length, GradientOf(Plan.Input, clip));
            }
        }
    }
}
