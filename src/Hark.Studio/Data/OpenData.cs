using Hark.Data;

namespace Hark.Studio.Data;

/// <summary>An opened data set: every recording under its own label, in one row of numbers.</summary>
internal sealed class OpenData
{
    private static int s_openings;

    private OpenData(DataPlace place, DataSet set)
    {
        Place = place;
        Set = set;
        Clips = set.Recorded;
    }

    public DataPlace Place { get; }

    /// <summary>Tells this opening from earlier ones of the same set.</summary>
    public int Opening { get; } = Interlocked.Increment(ref s_openings);

    public DataSet Set { get; }

    /// <summary>Training, validation and test clips, in this order.</summary>
    public ClipSource Clips { get; }

    /// <summary>What <c>hark train --data</c> is given; null for the bundled corpus, which it takes by itself.</summary>
    public string? TrainingPath => Place.Origin == DataOrigin.Bundled ? null : Place.Path;

    /// <exception cref="HarkException">It cannot be opened: says why.</exception>
    public static OpenData Open(DataPlace place)
    {
        // A folder of Speech Commands is taken apart into a few words and "unknown" for training; to look at it, every word counts.
        bool hasWords = Directory.Exists(place.Path) && DataSet.Open(place.Path, new DataOptions { ModelLabels = ["unknown"] }).Kind == DataKind.SpeechCommands;
        return new OpenData(place, DataSet.Open(place.Path, new DataOptions { Labels = hasWords ? Words(place.Path) : null }));
    }

    public DataIndex Index()
    {
        int[] labels = Clips.LabelIndices();
        string[] names = new string[Clips.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Clips.Name(i);
        }

        SplitCounts counts = Set.RecordedCounts;
        return new DataIndex(Place, Set.Kind, Clips.SampleRate, Clips.ClipSamples, Set.ValidatesOnTest, [.. Clips.Labels], [counts.Train, counts.Validation, counts.Test], labels, names);
    }

    /// <summary>Throws unless there is such a clip.</summary>
    public int Check(int index) => index >= 0 && index < Clips.Count
        ? index
        : throw new HarkException($"There is no clip {index}: the set has {Clips.Count:N0}.");

    private static string[] Words(string path) => [.. Directory.EnumerateDirectories(path)
        .Where(folder => Directory.EnumerateFiles(folder).Any(file => file.EndsWith(".wav", StringComparison.OrdinalIgnoreCase)))
        .Select(folder => Path.GetFileName(folder)!)
        .Where(name => !name.StartsWith('_'))
        .Order(StringComparer.Ordinal)];
}

/// <summary>All that is needed to list, count and filter the clips: even 100,000 of them are few megabytes.</summary>
/// <param name="Place">Which set.</param>
/// <param name="Kind">Its form.</param>
/// <param name="SampleRate">Hz of the delivered clips.</param>
/// <param name="ClipSamples">Samples of each.</param>
/// <param name="ValidatesOnTest">Whether it has no validation clips but its test clips.</param>
/// <param name="Labels">Names.</param>
/// <param name="SplitCounts">Training, validation and test clips: they stand in this order.</param>
/// <param name="LabelIndices">[clips].</param>
/// <param name="Names">[clips].</param>
internal sealed record DataIndex(
    DataPlace Place, DataKind Kind, int SampleRate, int ClipSamples, bool ValidatesOnTest, string[] Labels, int[] SplitCounts, int[] LabelIndices, string[] Names);
