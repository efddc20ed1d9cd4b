namespace Hark.Plots;

/// <summary>The colours of every picture, on light paper. Series colours differ in lightness too, for colour-blind readers and grey prints.</summary>
internal static class PlotColors
{
    public const string Paper = "#ffffff";
    public const string Ink = "#1f2933";
    public const string Muted = "#5b6876";
    public const string Grid = "#e4e9ef";
    public const string Axis = "#8a96a3";
    public const string Shade = "#1d5fa8";
    public const string Mistake = "#c2410c";

    private static readonly string[] SeriesColors = ["#1d5fa8", "#e07a10", "#2e9e6b", "#a63a9b", "#6b7280", "#b3261e", "#0f9fb5", "#8a6d1d"];

    public static string Series(int index) => SeriesColors[index % SeriesColors.Length];

    /// <summary>The class by which a page may recolour the series.</summary>
    public static string SeriesClass(int index) => $"series-{index % SeriesColors.Length}";
}
