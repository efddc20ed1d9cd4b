using Hark.Kernels;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>Joins the opinions of several networks on the same classes: the mean of their probabilities.</summary>
    /// <param name="temperatures">One a member; its logits are divided by it first.</param>
    /// <param name="members">The logits of each, [classes].</param>
    public static Layer MeanProbability(IReadOnlyList<float> temperatures, params IReadOnlyList<Layer> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return MeanProbability(temperatures, [.. members.Select(_ => 1f)], members);
    }

    /// <inheritdoc cref="MeanProbability(IReadOnlyList{float}, IReadOnlyList{Layer})"/>
    /// <param name="temperatures">One a member; its logits are divided by it first.</param>
    /// <param name="weights">One a member: how much it counts, at least 0, not all 0.</param>
    /// <param name="members">The logits of each, [classes].</param>
    public static Layer MeanProbability(IReadOnlyList<float> temperatures, IReadOnlyList<float> weights, params IReadOnlyList<Layer> members) => new MeanProbability(temperatures, weights, members);
}

/// <summary>
/// N times [classes] logits to [classes]: y = ln(Σ s_n softmax(x_n / T_n)) with s_n = w_n / Σ w, so that a softmax gives the weighted mean of the members'
/// probabilities (the linear opinion pool, Stone 1961). dx_n = (g − softmax(x_n / T_n) · Σ g) / T_n with g = dy · s_n softmax(x_n / T_n) / e^y.
/// </summary>
public sealed class MeanProbability : Layer
{
    internal MeanProbability(IReadOnlyList<float> temperatures, IReadOnlyList<float> weights, IReadOnlyList<Layer> members)
        : base("MeanProbability", CommonShape(members), [.. members])
    {
        if (temperatures.Count != members.Count || temperatures.Any(t => !(t > 0) || !float.IsFinite(t)))
        {
            throw new ArgumentException($"{members.Count} members need as many temperatures, positive numbers; given [{string.Join(", ", temperatures)}].", nameof(temperatures));
        }

        if (weights.Count != members.Count || weights.Any(w => !(w >= 0) || !float.IsFinite(w)) || weights.All(w => w == 0))
        {
            throw new ArgumentException($"{members.Count} members need as many weights of at least 0, one above; given [{string.Join(", ", weights)}].", nameof(weights));
        }

        Temperatures = temperatures;
        double sum = weights.Sum(w => (double)w);
        Shares = [.. weights.Select(w => w / sum)];
    }

    /// <summary>What each member's logits are divided by.</summary>
    public IReadOnlyList<float> Temperatures { get; }

    /// <summary>How much each member counts; they sum to 1.</summary>
    public IReadOnlyList<double> Shares { get; }

    public override bool BackwardReadsInput => true;

    public override bool BackwardReadsOutput => true;

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan, Temperatures, Shares);

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

    private sealed class Step(LayerPlan plan, IReadOnlyList<float> temperatures, IReadOnlyList<double> shares) : ClipwiseExecution(plan)
    {
        public override void ForwardClip(int phase, int part, int clip)
        {
            Span<float> y = Value(Plan.Output, clip);
            for (int n = 0; n < temperatures.Count; n++)
            {
                Softmax.AddToMean(Value(Plan.Inputs[n], clip), temperatures[n], shares[n], n == 0, y);
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
                    double g = dy[c] * Math.Exp((x[c] / (double)temperatures[n]) - logSum - y[c]) * shares[n];
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
