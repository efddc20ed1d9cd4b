namespace Hark.Cli;

/// <summary>Sizes and times of a transfer in words.</summary>
internal static class TransferText
{
    /// <summary>"2.43 GB", "112.6 MB": decimal, as the publishers count.</summary>
    public static string Size(double bytes) => bytes switch
    {
        >= 1e9 => $"{bytes / 1e9:F2} GB",
        >= 1e6 => $"{bytes / 1e6:F1} MB",
        >= 1e3 => $"{bytes / 1e3:F1} kB",
        _ => $"{bytes:F0} bytes",
    };

    /// <summary>"12 s left", "3 min left", "2.5 h left".</summary>
    public static string Left(TimeSpan left) => left switch
    {
        { TotalSeconds: < 90 } => $"{Math.Ceiling(left.TotalSeconds):F0} s left",
        { TotalMinutes: < 90 } => $"{left.TotalMinutes:F0} min left",
        _ => $"{left.TotalHours:F1} h left",
    };
}
