using System.Globalization;
using System.Text;
using Hark.Plots;

namespace Hark.Evaluation;

/// <summary>The report's two pictures of the probabilities: whether they can be believed, and what a threshold on them does.</summary>
internal static class ReportTrust
{
    public static void Write(StringBuilder page, ReportData data)
    {
        Reliability(page, data.Reliability, data.UncalibratedError, data.CrossFittedError);
        Rejection(page, data.Rejection);
    }

    private static void Reliability(StringBuilder page, IReadOnlyList<ReliabilityBin> bins, double? uncalibrated, double? crossFitted)
    {
        int clips = bins.Sum(bin => bin.Count);
        if (clips == 0)
        {
            return;
        }

        double error = bins.Where(bin => bin.Count > 0).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / clips;
        page.Append("<section>\n<h2>Can its probabilities be believed?</h2>\n<div class=\"reliability\">").Append(Plot.Reliability(bins).Svg)
            .Append("</div>\n<p class=\"note\">Of the clips the model was so sure of, so many were right. Bars that end on the dashed line mean that its probabilities are honest; bars below it, that it is too sure. Expected calibration error: ")
            .Append(ReportText.Percent(error));
        if (uncalibrated is { } before)
        {
            page.Append(" at a temperature that was fitted on the run's validation clips; before temperature scaling ").Append(ReportText.Percent(before));
        }

        if (crossFitted is { } others)
        {
            page.Append("; where each half of these speakers is judged at a temperature fitted on the other half ").Append(ReportText.Percent(others));
        }

        page.Append(".</p>\n</section>\n");
    }

    private static void Rejection(StringBuilder page, IReadOnlyList<RejectionPoint> points)
    {
        if (!points.Any(point => double.IsFinite(point.UnknownPassed) && double.IsFinite(point.WordsRight)))
        {
            return;
        }

        page.Append("<section>\n<h2>What a threshold does</h2>\n<div class=\"scroll\"><div class=\"rejection\">").Append(Plot.Rejection(points).Svg)
            .Append("</div></div>\n<p class=\"note\">A word is believed only at or above the threshold. ");
        RejectionPoint half = points.First(point => point.Threshold >= 0.5), high = points.First(point => point.Threshold >= 0.9);
        foreach (RejectionPoint point in (RejectionPoint[])[half, high])
        {
            page.Append(CultureInfo.InvariantCulture, $"At {point.Threshold:0.0}: {ReportText.Percent(point.WordsRight)} of the words are heard right, {ReportText.Percent(point.UnknownPassed)} of the unknown words pass as one. ");
        }

        page.Append("</p>\n</section>\n");
    }
}
