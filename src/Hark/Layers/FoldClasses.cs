using Hark.Kernels;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>Makes one class of several: the last ones are folded into number <paramref name="into"/>.</summary>
    /// <param name="into">The class that takes them up, from 0.</param>
    /// <param name="kept">Classes that stay, the first ones, <paramref name="into"/> among them.</param>
    public Layer FoldClasses(int into, int kept) => new FoldClasses(this, into, kept);
}

/// <summary>
/// [classes] logits to [kept]: y[i] = x[i], but y[into] = ln(e^x[into] + Σ e^x[j]) over the folded j ≥ kept, so that a softmax gives the sum of their
/// probabilities; dx[j] = dy[into] · e^(x[j] − y[into]). A network that ends so is trained on all the classes and used on the kept ones.
/// </summary>
public sealed class FoldClasses : Layer
{
    internal FoldClasses(Layer input, int into, int kept)
        : base("FoldClasses", TensorShape.Of(kept), input)
    {
        if (input.OutputShape.Rank != 1)
        {
            throw new ArgumentException($"Classes stand in a row, but the layer in front gives [{input.OutputShape}]: flatten or pool it first.", nameof(input));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)into, (uint)kept, nameof(into));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(kept, input.OutputShape.Length);
        Into = into;
    }

    /// <summary>The class that takes up the others.</summary>
    public int Into { get; }

    public override bool BackwardReadsInput => true;

    public override bool BackwardReadsOutput => true;

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan, Into);

    private sealed class Step(LayerPlan plan, int into) : ClipwiseExecution(plan)
    {
        public override void ForwardClip(int phase, int part, int clip) => Softmax.Fold(Value(Plan.Input, clip), into, Value(Plan.Output, clip));

        public override void BackwardClip(int phase, int part, int clip)
        {
            if (!Plan.Input.HasGradient)
            {
                return;
            }

            ReadOnlySpan<float> x = Value(Plan.Input, clip), dy = Gradient(Plan.Output, clip);
            Span<float> dx = Gradient(Plan.Input, clip);
            float whole = Value(Plan.Output, clip)[into];
            for (int j = 0; j < x.Length; j++)
            {
                dx[j] = j < dy.Length && j != into ? dy[j] : dy[into] * MathF.Exp(x[j] - whole);
            }
        }
    }
}
