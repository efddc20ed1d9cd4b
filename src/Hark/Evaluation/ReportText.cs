using System.Globalization;

namespace Hark.Evaluation;

/// <summary>How the report writes numbers.</summary>
internal static class ReportText
{
    /// <summary>"96.52 %"; a dash for what is no number.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>"95.9–97.1 %".</summary>
    public static string Range(AccuracyInterval interval)
        => string.Create(CultureInfo.InvariantCulture, $"{interval.Low * 100:0.0}–{interval.High * 100:0.0} %");

    /// <summary>Three decimals; a dash for what is no number.</summary>
    public static string Decimals(double value) => double.IsFinite(value) ? value.ToString("0.000", CultureInfo.InvariantCulture) : "–";

    /// <summary>"34,681,196".</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"42 s", "3 min 05 s", "2 h 07 min".</summary>
    public static string Time(TimeSpan time)
    {
        long seconds = (long)Math.Round(time.TotalSeconds);
        long minutes = (long)Math.Round(time.TotalMinutes);
        return seconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min {seconds % 60:00} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60:00} min"),
        };
    }
}
