namespace Hark.Streaming;

/// <summary>
/// What a network learnt of how often other words come, put right for a stream: in training they are a small share of the clips, in a stream nearly
/// all that is said. By Bayes' rule another prior multiplies the odds: p'[unknown] = N p[unknown], then all divided by their sum (Saerens et al. 2002).
/// </summary>
internal static class PriorShift
{
    /// <summary>Multiplies the odds of <paramref name="unknown"/> in place; rows of zeros (nothing was judged) and models without the label stay.</summary>
    public static void Apply(float odds, int unknown, Span<float> probabilities)
    {
        if (unknown < 0)
        {
            return;
        }

        // The probabilities sum to one, or are all zero.
        float scale = 1 / (1 + ((odds - 1) * probabilities[unknown]));
        probabilities[unknown] *= odds;
        foreach (ref float probability in probabilities)
        {
            probability *= scale;
        }
    }
}
