using System.Text;
using Hark.Plots;

namespace Hark.Evaluation;

/// <summary>The report's gallery of wrong clips, the most confident first, each to see and to hear.</summary>
internal static class ReportMistakes
{
    public static void Write(StringBuilder page, ReportData data)
    {
        int wrong = data.Evaluation.Clips - data.Evaluation.Confusion.Correct;
        if (data.Evaluation.Clips == 0 || (wrong > 0 && data.Mistakes.Count == 0))
        {
            return;
        }

        page.Append("<section>\n<h2>Worst mistakes</h2>\n");
        if (wrong == 0)
        {
            page.Append("<p>None: every clip was heard right.</p>\n</section>\n");
            return;
        }

        ReportMistake[] shown = [.. data.Mistakes.OrderByDescending(mistake => mistake.Probability).Take(Report.MostMistakes)];
        string which = shown.Length == wrong ? "Every" : $"{shown.Length} of {ReportText.Count(wrong)}";
        page.Append("<p class=\"note\">").Append(which).Append(shown.Length == wrong ? " clip that was heard wrong" : " clips that were heard wrong")
            .Append(", the most confident first. Listen: some are hard for people too.</p>\n<div class=\"cards\">\n");
        foreach (ReportMistake mistake in shown)
        {
            Card(page, mistake);
        }

        page.Append("</div>\n</section>\n");
    }

    private static void Card(StringBuilder page, ReportMistake mistake)
    {
        page.Append("<article class=\"card\">\n<h3><b class=\"said\">").Append(XmlText.Escape(mistake.Label))
            .Append("</b> <span class=\"arrow\">heard as</span> <b class=\"heard\">").Append(XmlText.Escape(mistake.Prediction))
            .Append("</b> <span class=\"sure\">").Append(ReportText.Percent(mistake.Probability)).Append("</span></h3>\n");
        if (mistake.Samples.Length > 0)
        {
            page.Append("<div class=\"wave\">").Append(Plot.WaveformThumbnail(mistake.Samples, 320, 56, $"Waveform of {mistake.FileName}").Svg).Append("</div>\n");
        }

        string image = Plot.HeatmapThumbnail(mistake.Spectrogram, mistake.SpectrogramBins);
        if (image.Length > 0)
        {
            page.Append("<img class=\"spectrogram\" alt=\"Spectrogram of ").Append(XmlText.Escape(mistake.FileName)).Append("\" src=\"").Append(image).Append("\"/>\n");
        }

        if (mistake.Wav.Length > 0)
        {
            page.Append("<audio controls=\"\" preload=\"metadata\" src=\"data:audio/wav;base64,").Append(Convert.ToBase64String(mistake.Wav)).Append("\"></audio>\n");
        }

        page.Append("<p class=\"file\">").Append(XmlText.Escape(mistake.FileName)).Append("</p>\n</article>\n");
    }
}
