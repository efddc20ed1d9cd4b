using Hark.Data;

namespace Hark.Cli;

/// <summary>What people should know of a data set before they read a figure.</summary>
internal static class DataText
{
    /// <summary>What is done to the recordings to make them the clips that are asked for.</summary>
    public static string Delivered(DataSummary summary)
        => $"delivered as {summary.ClipSamples:N0} samples at {summary.SampleRate:N0} Hz: {summary.Padded:N0} padded, {summary.Cut:N0} cut, {summary.Resampled:N0} resampled, {summary.MixedDown:N0} mixed to mono";

    /// <summary>That, and the oddities of the set, as messages.</summary>
    public static void Note(DataSummary summary, Screen screen)
    {
        screen.Note($"  {Delivered(summary)}");
        foreach (string note in summary.Notes)
        {
            screen.Note($"  {note}");
        }
    }
}
