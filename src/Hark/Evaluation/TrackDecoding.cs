using Hark.Streaming;

namespace Hark.Evaluation;

/// <summary>A word told in a track.</summary>
/// <param name="Label">The model's label.</param>
/// <param name="Time">Sample in the track that the telling decision rests on.</param>
/// <param name="PeakEnd">Where the window ends that was surest.</param>
/// <param name="Confidence">Its smoothed probability.</param>
internal readonly record struct TrackDetection(int Label, long Time, long PeakEnd, float Confidence);

/// <summary>Decoders on the kept probabilities of a track.</summary>
internal static class TrackDecoding
{
    /// <summary>As the detector does: thresholds a label, infinite for those never told; the gate as the options say.</summary>
    public static List<TrackDetection> Decode(TrackPosteriors posteriors, float[] thresholds, DetectorOptions options)
    {
        var decoder = new WordDecoder(thresholds, options);
        float[] nothing = new float[posteriors.Labels];
        var told = new List<TrackDetection>();
        for (int i = 0; i < posteriors.Count; i++)
        {
            ref readonly Decision decision = ref posteriors.Decision(i);
            Take(decoder, decision, decision.Active || !options.ActivityGate ? posteriors.Probabilities(i) : nothing, 0, posteriors.StepSamples, told);
        }

        return told;
    }

    /// <summary>The same for one label alone, as if there were no others.</summary>
    public static List<TrackDetection> DecodeAlone(TrackPosteriors posteriors, int label, float threshold, DetectorOptions options)
    {
        var decoder = new WordDecoder([threshold], options);
        Span<float> one = stackalloc float[1];
        var told = new List<TrackDetection>();
        for (int i = 0; i < posteriors.Count; i++)
        {
            ref readonly Decision decision = ref posteriors.Decision(i);
            one[0] = decision.Active || !options.ActivityGate ? posteriors.Probabilities(i)[label] : 0;
            Take(decoder, decision, one, label, posteriors.StepSamples, told);
        }

        return told;
    }

    /// <summary>
    /// The plain sliding window: a word is told where its probability (the mean of the last <paramref name="smoothing"/> decisions) is the largest of
    /// all labels' and at least the threshold, and was not at the decision before.
    /// </summary>
    public static List<TrackDetection> DecodePlainly(TrackPosteriors posteriors, float threshold, bool[] ignored, int smoothing)
    {
        int labels = posteriors.Labels;
        var sums = new float[labels];
        var told = new List<TrackDetection>();
        int before = -1;
        for (int i = 0; i < posteriors.Count; i++)
        {
            int best = 0;
            for (int label = 0; label < labels; label++)
            {
                float sum = 0;
                for (int back = Math.Max(0, i - smoothing + 1); back <= i; back++)
                {
                    sum += posteriors.Probabilities(back)[label];
                }

                sums[label] = sum / smoothing;
                best = sums[label] > sums[best] ? label : best;
            }

            int now = !ignored[best] && sums[best] >= threshold ? best : -1;
            if (now >= 0 && now != before)
            {
                long time = (i + 1L) * posteriors.StepSamples;
                told.Add(new TrackDetection(now, time, time, sums[now]));
            }

            before = now;
        }

        return told;
    }

    private static void Take(WordDecoder decoder, in Decision decision, ReadOnlySpan<float> probabilities, int firstLabel, int step, List<TrackDetection> told)
    {
        if (decoder.Decide(decision, probabilities, out Detection detection))
        {
            told.Add(new TrackDetection(firstLabel + detection.Label, (detection.Number + 1) * step, (detection.Peak.Number + 1) * step, detection.Confidence));
        }
    }
}
