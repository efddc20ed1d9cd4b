namespace Hark.Kernels;

/// <summary>Softmax of short rows of logits. Classes are few: the readable form is the fast one.</summary>
public static class Softmax
{
    /// <summary>p[i] = e^(z[i] / temperature) / Σ e^(z / temperature), in double inside. <paramref name="probabilities"/> may be exactly the logits.</summary>
    public static void Row(ReadOnlySpan<float> logits, Span<float> probabilities, float temperature = 1)
    {
        double logSum = LogSumExp(logits, temperature);
        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] = (float)Math.Exp(((double)logits[i] / temperature) - logSum);
        }
    }

    /// <summary>Which of the logits is largest; the first of equals.</summary>
    public static int IndexOfLargest(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }

    /// <summary>ln Σ e^(z / temperature), safe for any size of logits.</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits, float temperature = 1)
    {
        double largest = double.NegativeInfinity;
        foreach (float logit in logits)
        {
            largest = Math.Max(largest, (double)logit / temperature);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(((double)logit / temperature) - largest);
        }

        return largest + Math.Log(sum);
    }

    /// <summary>y = the first logits, of which number <paramref name="into"/> takes up those after them: ln(e^z[into] + Σ e^z[j]).</summary>
    internal static void Fold(ReadOnlySpan<float> logits, int into, Span<float> kept)
    {
        logits[..kept.Length].CopyTo(kept);
        kept[into] = (float)LogSumExp([logits[into], (float)LogSumExp(logits[kept.Length..])]);
    }

    /// <summary>
    /// y = ln(e^y + share · softmax(z / temperature)), by logarithms, which do not vanish; the first member begins y.
    /// </summary>
    internal static void AddToMean(ReadOnlySpan<float> logits, float temperature, double share, bool first, Span<float> y)
    {
        if (first)
        {
            y.Fill(float.NegativeInfinity);
        }

        if (share == 0)
        {
            return;
        }

        double whole = LogSumExp(logits, temperature) - Math.Log(share);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = (float)LogSumExp([y[i], (float)(((double)logits[i] / temperature) - whole)]);
        }
    }
}
