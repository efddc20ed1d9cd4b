using Hark.Data;
using Hark.Studio.Hosting;

namespace Hark.Studio.Recordings;

/// <summary>
/// Words of the bundled voices as recordings of <c>unknown</c>, so that a network trained on a few words of one's own learns that not every
/// word is one of them.
/// </summary>
internal sealed class OtherWords(StudioOptions options, RecordingFolder recordings)
{
    private const string Label = "unknown";
    private const int Clips = 120;

    /// <summary>Adds them, spread over words and voices, unless there are recordings of unknown already.</summary>
    public void Add()
    {
        IReadOnlyList<RecordedWord> words = recordings.List();
        if (words.Any(word => word.Word == Label))
        {
            return;
        }

        string[] mine = [.. words.Select(word => word.Word)];
        ClipSource clips = DataSet.Open(options.Corpus, new DataOptions { Labels = Others(mine), RedrawEachEpoch = false }).Train;
        int[] others = [.. Enumerable.Range(0, clips.Count).Where(i => clips.Label(i) is not ("silence" or Label))];
        for (int i = 0; i < Clips && i < others.Length; i++)
        {
            recordings.Add(Label, "bundled", clips.Clip(others[(int)((long)i * others.Length / Clips)]));
        }
    }

    private string[] Others(string[] mine) => [.. Directory.EnumerateDirectories(options.Corpus)
        .Select(folder => Path.GetFileName(folder)!)
        .Where(name => name[0] != '_' && !mine.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal)];
}
