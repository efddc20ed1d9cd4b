using System.CommandLine;
using System.Globalization;

namespace Hark.Cli;

/// <summary>Options that several commands share, made anew for each, so that they are spelt, read and explained alike.</summary>
internal static class CommonOptions
{
    private delegate bool Reader<T>(string text, out T value);

    public static Option<string?> Data() => new("--data")
    {
        Description = "A Speech Commands folder, a folder of LABEL/*.wav, an NPZ with wav_vals and label_vals, or the name of a set from 'hark data download'; without it the bundled corpus",
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

    public static Option<long> Seed()
    {
        Option<long> option = Read<long>("--seed", "Names every random draw; the same seed gives the same result", "N", $"a whole number of 0 to {uint.MaxValue}", TrySeed);
        option.DefaultValueFactory = _ => 7;
        return option;
    }

    /// <summary>Names one draw; not given, it is another each time.</summary>
    public static Option<long?> DrawSeed(string description) => Read<long?>("--seed", description, "N", $"a whole number of 0 to {uint.MaxValue}", (string text, out long? value) =>
    {
        bool read = TrySeed(text, out long seed);
        value = seed;
        return read;
    });

    public static Option<int> Threads() => Whole("--threads", "Threads at work; 0 takes one a processor", 0, 0, most: 1024);

    public static Option<bool> Json() => new("--json") { Description = "Print exactly one JSON document on standard output" };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "No progress and no messages, results only" };

    /// <summary>A whole number of at least <paramref name="least"/>; null where it is not given.</summary>
    public static Option<int?> Whole(string name, string description, int least, string unit = "N", int most = int.MaxValue)
        => Read<int?>(name, description, unit, Expected(least, most), (string text, out int? value) =>
        {
            bool read = TryWhole(text, least, most, out int number);
            value = number;
            return read;
        });

    /// <summary>A whole number of at least <paramref name="least"/>, <paramref name="usual"/> where it is not given.</summary>
    public static Option<int> Whole(string name, string description, int least, int usual, string unit = "N", int most = int.MaxValue)
    {
        Option<int> option = Read<int>(name, description, unit, Expected(least, most), (string text, out int value) => TryWhole(text, least, most, out value));
        option.DefaultValueFactory = _ => usual;
        return option;
    }

    /// <summary>A finite number, written as 0.5 or 1e-4 wherever in the world, of at least (or above) <paramref name="least"/>; null where it is not given.</summary>
    public static Option<double?> Number(string name, string description, string unit = "X", double least = double.NegativeInfinity, bool above = false)
    {
        string bound = double.IsFinite(least) ? string.Create(CultureInfo.InvariantCulture, $" {(above ? "above" : "of at least")} {least}") : "";
        return Read<double?>(name, description, unit, $"a number{bound}", (string text, out double? value) =>
        {
            bool read = TryNumber(text, out double number) && (above ? number > least : number >= least);
            value = number;
            return read;
        });
    }

    /// <summary>One of some names, in lower case as they are typed; null where it is not given.</summary>
    public static Option<T?> Choice<T>(string name, string description, params IReadOnlyList<(string Name, T Value)> choices) where T : struct
    {
        string names = string.Join(", ", choices.Select(c => c.Name));
        return Read<T?>(name, $"{description}: {names}", "NAME", $"one of {names}", (string text, out T? value) =>
        {
            int index = choices.Select(c => c.Name).ToList().FindIndex(n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase));
            value = index < 0 ? null : choices[index].Value;
            return index >= 0;
        });
    }

    /// <summary>One of some words, <paramref name="usual"/> where it is not given.</summary>
    public static Option<string> Word(string name, string description, string usual, params IReadOnlyList<string> words)
    {
        Option<string> option = Read<string>(name, $"{description}: {string.Join(", ", words)}", "NAME", $"one of {string.Join(", ", words)}", (string text, out string value) =>
        {
            value = text.ToLowerInvariant();
            return words.Contains(value, StringComparer.Ordinal);
        });
        option.DefaultValueFactory = _ => usual;
        return option;
    }

    /// <summary>"yes, no" as two names; null stays null.</summary>
    public static IReadOnlyList<string>? SplitLabels(string? text)
        => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A finite number in the one form that means the same everywhere: "0,5" is none.</summary>
    public static bool TryNumber(string text, out double number)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static Option<T> Read<T>(string name, string description, string helpName, string expected, Reader<T> read) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!read(text, out T value))
            {
                result.AddError($"{name} takes {expected}, not '{text}'.");
            }

            return value;
        },
    };

    private static string Expected(int least, int most) => most == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {least}")
        : string.Create(CultureInfo.InvariantCulture, $"a whole number of {least} to {most}");

    private static bool TryWhole(string text, int least, int most, out int number)
        => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static bool TrySeed(string text, out long seed)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed) && seed <= uint.MaxValue;
}
