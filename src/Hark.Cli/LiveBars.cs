using Hark.Streaming;
using Spectre.Console;
using System.Diagnostics;

namespace Hark.Cli;

/// <summary>What a detector thinks right now, as bars that renew themselves on a terminal.</summary>
internal static class LiveBars
{
    private const int Width = 30;
    private const int RefreshMilliseconds = 80;

    /// <summary>Shows bars while <paramref name="listen"/> runs; it is given what to call after each piece of sound. Without a terminal nothing is shown.</summary>
    public static void Around(Screen screen, WordDetector detector, Action<Action> listen)
    {
        if (!screen.Live)
        {
            listen(() => { });
            return;
        }

        screen.HasBars = true;
        try
        {
            screen.Error.Live(Draw(detector)).AutoClear(enabled: true).Start(context =>
            {
                long shown = 0;
                listen(() =>
                {
                    if (Stopwatch.GetElapsedTime(shown).TotalMilliseconds >= RefreshMilliseconds)
                    {
                        shown = Stopwatch.GetTimestamp();
                        context.UpdateTarget(Draw(detector));
                    }
                });
            });
        }
        finally
        {
            screen.HasBars = false;
        }
    }

    private static Rows Draw(WordDetector detector)
    {
        var grid = new Grid().AddColumn().AddColumn().AddColumn();
        for (int i = 0; i < detector.Labels.Count; i++)
        {
            float probability = detector.Probabilities[i];
            int filled = (int)Math.Round(probability * Width);
            string color = !detector.Options.Tells(detector.Labels[i]) ? "grey" : probability >= 0.5f ? "green" : "blue";
            grid.AddRow(Markup.Escape(detector.Labels[i]), $"[{color}]{new string('█', filled)}[/][dim]{new string('░', Width - filled)}[/]", $"{probability:P0}");
        }

        return new Rows(new Markup($"[dim]{DetectedWords.Clock(detector.Position)}[/] {(detector.HearsSound ? "[green]sound[/]" : "[dim]quiet[/]")}"), grid);
    }
}
