namespace Hark.Data;

/// <summary>Opens a folder of <c>label/*.wav</c> with labels of its own, split by <see cref="TrainTestSplit"/>.</summary>
internal static class PlainFolder
{
    public static DataSet Open(AudioFolder folder, DataOptions options)
    {
        if (folder.EmptyFolders.Count > 0 && options is { Labels: null, ModelLabels: null })
        {
            string label = folder.EmptyFolders[0];
            throw new HarkException(
                $"{Path.Combine(folder.Path, label)}: holds no .wav file, so label '{label}' has no clips. Add recordings or remove the folder.");
        }

        var own = new LabelSet(folder.Words.Select(word => word.Name));
        var choice = LabelChoice.Of(folder.Path, own, options);
        ClipFile[] files = [.. folder.Words.SelectMany(word => word.Files.Select(name => new ClipFile(folder.Path, word.Folder, name)))];
        int sampleRate = options.SampleRate ?? DataSet.FolderSampleRate;
        int clipSamples = options.ClipSamples ?? sampleRate;
        var store = new ClipStore(files, sampleRate, clipSamples);
        int[] labelIndices = [.. files.Select(file => choice.IndexOf(file.Word))];
        var all = new FolderClips(choice.Labels, sampleRate, clipSamples, store, labelIndices);
        SplitClips split = SplitClips.Of(all, own.IndicesOf(files.Select(file => file.Word)), own, folder.Path, options);
        int[] kept = [.. Enumerable.Range(0, files.Length).Where(file => labelIndices[file] >= 0)];
        var noise = new Lazy<BackgroundNoise>(() => BackgroundNoise.Generate(sampleRate));
        return new DataSet(folder.Path, DataKind.PlainFolder, split.Splits, noise, Scan)
        {
            Store = store,
            Recordings = [.. kept.Select(file => (file, split.Sides[file]))],
            Notes = [.. Notes(folder, files.Length - kept.Length)],
        };

        ClipScan Scan() => ClipScan.OfFiles(
            [.. kept.Select(file => files[file])], [.. kept.Select(file => split.Sides[file])], sampleRate, clipSamples);
    }

    private static IEnumerable<string> Notes(AudioFolder folder, int left)
    {
        if (folder.UnlabelledFiles > 0)
        {
            yield return $"{folder.UnlabelledFiles} .wav files beside the label folders have no label and are left out.";
        }

        if (left > 0)
        {
            yield return $"{left} clips of labels that are not picked are left out.";
        }
    }

    /// <summary>All recordings of the folder, by label folder, then by name.</summary>
    private sealed class FolderClips(LabelSet labels, int sampleRate, int clipSamples, ClipStore store, int[] labelIndices)
        : ClipSource(labels, sampleRate, clipSamples)
    {
        public override int Count => labelIndices.Length;

        public override int LabelIndex(int index) => labelIndices[index];

        public override string Name(int epoch, int index) => store.Files[index].Name;

        public override void Read(int epoch, int index, Span<float> samples)
        {
            CheckDestination(samples);
            store.Read(index, samples);
        }
    }
}
