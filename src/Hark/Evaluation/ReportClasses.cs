using System.Text;
using Hark.Plots;

namespace Hark.Evaluation;

/// <summary>The report's table of classes, in the order of the labels.</summary>
internal static class ReportClasses
{
    public static void Write(StringBuilder page, ConfusionMatrix matrix)
    {
        page.Append("<section>\n<h2>Class by class</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">class</th><th scope=\"col\">precision</th><th scope=\"col\">recall</th><th scope=\"col\">F1</th><th scope=\"col\" class=\"wide\"></th><th scope=\"col\">clips</th></tr></thead>\n<tbody>\n");
        foreach (ClassMetrics metrics in matrix.PerClass())
        {
            page.Append("<tr><th scope=\"row\">").Append(XmlText.Escape(metrics.Label)).Append("</th>");
            foreach (double figure in (double[])[metrics.Precision, metrics.Recall, metrics.F1])
            {
                page.Append("<td>").Append(ReportText.Decimals(figure)).Append("</td>");
            }

            page.Append("<td class=\"wide\">");
            Bar(page, metrics.F1);
            page.Append("</td><td>").Append(ReportText.Count(metrics.Support)).Append("</td></tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n<p class=\"note\">Precision: of the clips heard as this word, how many were it. Recall: of the clips of this word, how many were heard. F1 joins both.</p>\n</section>\n");
    }

    private static void Bar(StringBuilder page, double share)
        => page.Append("<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"fill\" width=\"")
            .Append(SvgCanvas.Number(share * 100)).Append("\" height=\"8\"/></svg>");
}
