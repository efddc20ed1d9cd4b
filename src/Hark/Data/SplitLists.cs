namespace Hark.Data;

/// <summary>
/// The sides of a Speech Commands folder: <c>validation_list.txt</c> and <c>testing_list.txt</c> name their clips and the rest is
/// training; a set with neither is split by <see cref="SpeakerSplit"/>. Where one of the two is missing, that side is empty.
/// </summary>
internal sealed class SplitLists
{
    public const string ValidationName = "validation_list.txt";
    public const string TestName = "testing_list.txt";
    private readonly HashSet<string>? _validation;
    private readonly HashSet<string>? _test;

    private SplitLists(HashSet<string>? validation, HashSet<string>? test)
    {
        _validation = validation;
        _test = test;
    }

    public bool Exist => _validation is not null || _test is not null;

    public static bool AreIn(string folder)
        => File.Exists(Path.Combine(folder, ValidationName)) || File.Exists(Path.Combine(folder, TestName));

    public static SplitLists Read(string folder)
        => new(ReadList(Path.Combine(folder, ValidationName)), ReadList(Path.Combine(folder, TestName)));

    /// <summary>The side of a clip; one that both lists name is a test clip, as nothing may be chosen on those.</summary>
    public DataSplit Of(ClipFile file) => !Exist ? SpeakerSplit.Of(file.FileName)
        : _test?.Contains(file.Name) == true ? DataSplit.Test
        : _validation?.Contains(file.Name) == true ? DataSplit.Validation
        : DataSplit.Train;

    /// <summary>What is odd about the lists, in sentences for people.</summary>
    public IEnumerable<string> Notes(IEnumerable<ClipFile> files)
    {
        if (!Exist)
        {
            yield return "The set has no list files: split by the hash of the speaker's name.";
            yield break;
        }

        if (_validation is null)
        {
            yield return $"The set has no {ValidationName}: its validation split is empty.";
        }

        if (_test is null)
        {
            yield return $"The set has no {TestName}: its test split is empty.";
        }

        var names = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        foreach ((string list, HashSet<string>? entries) in new[] { (ValidationName, _validation), (TestName, _test) })
        {
            if (entries?.Count(entry => !names.Contains(entry)) is > 0 and int missing)
            {
                yield return $"{missing} of {entries.Count} entries of {list} name no file of the set.";
            }
        }

        if (_validation is not null && _test is not null && _validation.Count(_test.Contains) is > 0 and int both)
        {
            yield return $"{both} clips stand in both lists: taken as test clips.";
        }
    }

    private static HashSet<string>? ReadList(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return File.ReadLines(path)
                .Select(line => Hangul.Compose(line.Trim().Replace('\\', '/')))
                .Where(line => line.Length > 0)
                .Select(line => line.StartsWith("./", StringComparison.Ordinal) ? line[2..] : line)
                .ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{path}: cannot be read ({error.Message.TrimEnd('.')}).", error);
        }
    }
}
