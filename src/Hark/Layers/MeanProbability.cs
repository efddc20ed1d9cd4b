using Hark.Kernels;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>Joins the opinions of several networks on the same classes: the mean of their probabilities.</summary>
    /// <param name="temperatures">One a member; its logits are divided by it first.</param>
    /// <param name="members">The logits of each, [classes].</param>
    public static Layer MeanProbability(IReadOnlyList<float> temperatures, params IReadOnlyList<Layer> members) => new MeanProbability(temperatures, members);
}

/// <summary>
/// N times [classes] logits to [classes]: y = ln(Σ softmax(x_n / T_n) / N), so that a softmax gives the mean of the members' probabilities (the linear
/// opinion pool, Stone 1961). dx_n = (g − softmax(x_n / T_n) · Σ g) / T_n with g = dy · softmax(x_n / T_n) / (N e^y).
/// </summary>
public sealed class MeanProbability : Layer
{
    internal MeanProbability(IReadOnlyList<float> temperatures, IReadOnlyList<Layer> members)
        : base("MeanProbability", CommonShape(members), [.. members])
    {
        if (temperatures.Count != members.Count || temperatures.Any(t => !(t > 0) || !float.IsFinite(t)))
        {
            throw new ArgumentException($"{members.Count} members need as many temperatures, positive numbers; given [{string.Join(", ", temperatures)}].", nameof(temperatures));
        }

        Temperatures = temperatures;
    }

    /// <summary>What each member's logits are divided by.</summary>
    public IReadOnlyList<float> Temperatures { get; }

    public override bool BackwardReadsInput => true;

    public override bool BackwardReadsOutput => true;

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan, Temperatures);

    private static TensorShape CommonShape(IReadOnlyList<Layer> members)
    {
        if (members.Count < 2)
        {
            throw new ArgumentException($"A mean is of at least two members; given {members.Count}.", nameof(members));
        }

        TensorShape first = members[0].OutputShape;
        return members.FirstOrDefault(member => member.OutputShape.Rank != 1 || member.OutputShape != first) is { } other
            ? throw new ArgumentException($"The members must give the same classes in a row, but one gives [{other.OutputShape}] and the first [{first}].", nameof(members))
            : first;
    }

    private sealed class Step(LayerPlan plan, IReadOnlyList<float> temperatures) : ClipwiseExecution(plan)
    {
        public override void ForwardClip(int phase, int part, int clip)
        {
            Span<float> y = Value(Plan.Output, clip);
            for (int n = 0; n < temperatures.Count; n++)
            {
                Softmax.AddToMean(Value(Plan.Inputs[n], clip), temperatures[n], n, temperatures.Count, y);
            }
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            ReadOnlySpan<float> y = Value(Plan.Output, clip), dy = Gradient(Plan.Output, clip);
            for (int n = 0; n < temperatures.Count; n++)
            {
                if (!Plan.Inputs[n].HasGradient)
                {
                    continue;
                }

                ReadOnlySpan<float> x = Value(Plan.Inputs[n], clip);
                Span<float> dx = Gradient(Plan.Inputs[n], clip);
                double logSum = Softmax.LogSumExp(x, temperatures[n]), sum = 0;
                for (int c = 0; c < x.Length; c++)
                {
                    double g = dy[c] * Math.Exp((x[c] / (double)temperatures[n]) - logSum - y[c]) / temperatures.Count;
                    dx[c] = (float)g;
                    sum += g;
                }

                for (int c = 0; c < x.Length; c++)
                {
                    dx[c] = (float)((dx[c] - (Math.Exp((x[c] / (double)temperatures[n]) - logSum) * sum)) / temperatures[n]);
                }
            }
        }
    }
}
