namespace Hark.Data;

/// <summary>Which label each word of a Speech Commands folder gets.</summary>
internal static class SpeechCommandsLabels
{
    public const string Unknown = "unknown";
    public const string Silence = "silence";

    /// <summary>The ten words of the standard task.</summary>
    public static readonly string[] TenWords = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"];

    public static bool IsUnknown(string word) => word is Unknown or "_unknown_";

    public static bool IsSilence(string word) => word is Silence or "_silence_";

    /// <summary>The labels of the task: those picked, then unknown where some word is left over, then silence.</summary>
    /// <exception cref="HarkException">A picked word is not in the folder.</exception>
    public static LabelSet Choose(AudioFolder folder, DataOptions options)
    {
        if (options.ModelLabels is { } exact)
        {
            return new LabelSet(exact);
        }

        string[] words = [.. folder.Words.Select(word => word.Name).Where(name => !IsUnknown(name) && !IsSilence(name))];
        List<string> labels = [.. options.Labels ?? TenWords];
        if (options.Labels is null && !words.Any(TenWords.Contains))
        {
            throw new HarkException(
                $"{folder.Path}: holds none of the ten words ({string.Join(", ", TenWords)}). Pick labels of its own with --labels: {Known(words)}.");
        }

        if (options.Labels is not null && labels.Find(label => label is not Unknown and not Silence && !words.Contains(label)) is { } missing)
        {
            throw new HarkException($"{folder.Path}: unknown label '{missing}' in --labels. The set knows {Known(words)}.");
        }

        bool leftOver = folder.Words.Any(word => !IsSilence(word.Name) && !labels.Contains(word.Name));
        if (!labels.Contains(Unknown) && leftOver)
        {
            labels.Add(Unknown);
        }

        if (!labels.Contains(Silence))
        {
            labels.Add(Silence);
        }

        return new LabelSet(labels);
    }

    /// <summary>Some names for a message, not hundreds.</summary>
    public static string Known(IReadOnlyCollection<string> names)
        => string.Join(", ", names.Take(40)) + (names.Count > 40 ? $" and {names.Count - 40} more" : "");
}
