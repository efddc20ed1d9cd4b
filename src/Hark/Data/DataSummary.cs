namespace Hark.Data;

/// <summary>What a data set holds and what is done to its clips, for people and for reports.</summary>
public sealed record DataSummary
{
    public required string Path { get; init; }

    public required DataKind Kind { get; init; }

    /// <summary>Hz of the delivered clips.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Samples of each delivered clip.</summary>
    public required int ClipSamples { get; init; }

    /// <summary>How many clips each label has, in the order of the labels.</summary>
    public required IReadOnlyList<LabelCounts> Labels { get; init; }

    /// <summary>Clips of each split, drawn unknown and silence included.</summary>
    public required SplitCounts Clips { get; init; }

    /// <summary>Different speakers of each split, as far as the file names tell.</summary>
    public required SplitCounts Speakers { get; init; }

    /// <summary>Speakers that stand in more than one split: above 0, the measured accuracy flatters the model.</summary>
    public required int SharedSpeakers { get; init; }

    /// <summary>Recordings in the set, also those that no split draws.</summary>
    public required int Recordings { get; init; }

    /// <summary>Recordings to which zeros are added.</summary>
    public required int Padded { get; init; }

    /// <summary>Recordings of which only the loudest stretch is kept.</summary>
    public required int Cut { get; init; }

    /// <summary>Recordings of another sample rate.</summary>
    public required int Resampled { get; init; }

    /// <summary>Recordings of several channels.</summary>
    public required int MixedDown { get; init; }

    /// <summary>Recordings at each sample rate, by rate.</summary>
    public required IReadOnlyList<(int SampleRate, int Clips)> SampleRates { get; init; }

    /// <summary>Validation clips are the test clips.</summary>
    public required bool ValidatesOnTest { get; init; }

    /// <summary>Whatever else a reader of the figures should know, in sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    internal static DataSummary Of(DataSet data, ClipScan scan)
    {
        string[] shared = [.. scan.Speakers.SelectMany(speakers => speakers).CountBy(speaker => speaker).Where(pair => pair.Value > 1).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
        int[] train = data.Train.CountByLabel(), validation = data.Validation.CountByLabel(), test = data.Test.CountByLabel();
        return new DataSummary
        {
            Path = data.Path,
            Kind = data.Kind,
            SampleRate = data.Train.SampleRate,
            ClipSamples = data.Train.ClipSamples,
            // Words apart are labels of training alone.
            Labels = [.. data.Train.Labels.Select((label, i) => new LabelCounts(label, new SplitCounts(train[i], validation.ElementAtOrDefault(i), test.ElementAtOrDefault(i))))],
            Clips = new SplitCounts(data.Train.Count, data.Validation.Count, data.Test.Count),
            Speakers = new SplitCounts(
                scan.Speakers[(int)DataSplit.Train].Count,
                scan.Speakers[(int)(data.ValidatesOnTest ? DataSplit.Test : DataSplit.Validation)].Count,
                scan.Speakers[(int)DataSplit.Test].Count),
            SharedSpeakers = shared.Length,
            Recordings = scan.Clips,
            Padded = scan.Padded,
            Cut = scan.Cut,
            Resampled = scan.Resampled,
            MixedDown = scan.MixedDown,
            SampleRates = scan.SampleRates,
            ValidatesOnTest = data.ValidatesOnTest,
            Notes = [.. data.Notes, .. OddSplits(data, shared)],
        };
    }

    private static IEnumerable<string> OddSplits(DataSet data, string[] sharedSpeakers)
    {
        if (data.ValidatesOnTest)
        {
            yield return "The validation clips are the test clips, as in the lesson.";
        }

        if (sharedSpeakers.Length > 0)
        {
            yield return $"{sharedSpeakers.Length} speakers stand in more than one split, for example {sharedSpeakers[0]}: the figures flatter the model, which has heard them.";
        }
    }
}

/// <summary>A number for each side of the data.</summary>
public readonly record struct SplitCounts(int Train, int Validation, int Test);

/// <summary>How many clips a label has.</summary>
public sealed record LabelCounts(string Label, SplitCounts Clips);
