using System.CommandLine;

namespace Hark.Cli;

/// <summary>Options that several commands share, made anew for each, so that they are spelt and explained alike.</summary>
internal static class CommonOptions
{
    public static Option<string?> Data() => new("--data")
    {
        Description = "A Speech Commands folder, a folder of LABEL/*.wav, or an NPZ with wav_vals and label_vals; without it the bundled corpus",
        HelpName = "PATH",
    };

    public static Option<string?> Run() => new("--run")
    {
        Description = "A run folder or a weights file; without it the shipped model, else the newest run in runs/",
        HelpName = "RUN",
    };

    public static Option<string?> Labels() => new("--labels")
    {
        Description = "The words to tell apart, separated by commas; unknown and silence are added for a Speech Commands folder",
        HelpName = "A,B,...",
    };

    public static Option<long> Seed() => new("--seed")
    {
        Description = "Names every random draw; the same seed gives the same result",
        HelpName = "N",
        DefaultValueFactory = _ => 7,
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<long>() is < 0 or > uint.MaxValue)
                {
                    result.AddError($"--seed must be 0 to {uint.MaxValue}.");
                }
            },
        },
    };

    public static Option<int> Threads() => WithMinimum(new Option<int>("--threads")
    {
        Description = "Threads at work; 0 takes one a processor",
        HelpName = "N",
    }, 0);

    public static Option<bool> Json() => new("--json") { Description = "Print exactly one JSON document on standard output" };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "No progress and no messages, results only" };

    /// <summary>Adds the check that a number is at least <paramref name="minimum"/>.</summary>
    public static Option<int> WithMinimum(Option<int> option, int minimum)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < minimum)
            {
                result.AddError($"{option.Name} must be at least {minimum}.");
            }
        });
        return option;
    }

    /// <summary>"yes, no" as two names; null stays null.</summary>
    public static IReadOnlyList<string>? SplitLabels(string? text)
        => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
