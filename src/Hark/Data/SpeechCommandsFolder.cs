namespace Hark.Data;

/// <summary>
/// Opens a folder in the layout of Speech Commands: <c>word/speaker_nohash_n.wav</c>, list files, <c>_background_noise_</c>. Words that
/// are not picked become unknown; silence is cut from the set's noise, or from Hark's own where it brings none. A folder named
/// <c>silence</c> or <c>unknown</c> (also with underscores around) holds recordings of that label. The published test archives
/// (<c>speech_commands_test_set_v0.0x</c>: folders <c>_unknown_</c> and <c>_silence_</c>, no lists) are a test split and nothing else.
/// </summary>
internal static class SpeechCommandsFolder
{
    public static bool Is(AudioFolder folder)
        => folder.HasNoiseFolder || SplitLists.AreIn(folder.Path)
            || folder.Words.Any(word => word.Files.Any(file => SpeakerSplit.SpeakerOf(file) is not null));

    public static DataSet Open(AudioFolder folder, DataOptions options)
    {
        LabelSet labels = SpeechCommandsLabels.Choose(folder, options);
        ClipFile[] files = [.. folder.Words.SelectMany(word => word.Files.Select(name => new ClipFile(folder.Path, word.Folder, name)))];
        SplitLists lists = SplitLists.Read(folder.Path);
        bool testArchive = IsTestArchive(folder, lists);
        DataSplit[] sides = [.. files.Select(file => testArchive ? DataSplit.Test : lists.Of(file))];
        ClipFile[] recordings = files;
        if (options.Negatives is { } negatives)
        {
            ClipFile[] added = Negatives(negatives);
            files = [.. files, .. added];
            sides = [.. sides, .. added.Select(_ => DataSplit.Train)];
        }

        int sampleRate = options.SampleRate ?? DataSet.FolderSampleRate;
        int clipSamples = options.ClipSamples ?? sampleRate;
        var store = new ClipStore(files, sampleRate, clipSamples);
        var noise = new Lazy<BackgroundNoise>(() => Noise(folder, sampleRate));

        SpeechCommandsClips Side(DataSplit side, LabelSet known, long seed, bool redraw, double? unknownShare = null, double cutShare = 0)
            => new(known, (sampleRate, clipSamples), store, Split(side, files, sides, known, unknownShare, cutShare), noise, seed, redraw);

        var splits = new DataSet.Splits(
            Side(DataSplit.Train, Apart(labels, files, sides, options.ApartFrom), options.Seed, options.RedrawEachEpoch, options.UnknownShare, options.CutShare),
            Side(DataSplit.Validation, labels, SpeechCommandsClips.FixedSeed, redraw: false),
            Side(DataSplit.Test, labels, SpeechCommandsClips.FixedSeed, redraw: false));
        return new DataSet(folder.Path, DataKind.SpeechCommands, splits, noise, () => ClipScan.OfFiles(files, sides, sampleRate, clipSamples))
        {
            Store = store,
            Recordings = [.. sides.Select((side, file) => (file, side))],
            Notes = [.. testArchive ? ["The set is a test archive: all of its clips are test clips."] : lists.Notes(recordings), .. Notes(folder, labels, recordings)],
        };
    }

    /// <summary>Whatever a negative is called, it is no word of the model.</summary>
    private static ClipFile[] Negatives(string path)
        => Directory.Exists(path)
            ? [.. AudioFolder.List(path).Words.SelectMany(word => word.Files.Select(name => new ClipFile(path, word.Folder, name) { Word = SpeechCommandsLabels.Unknown }))]
            : throw new HarkException($"{path}: there is no such folder. Expected one with recordings in which no word shall be heard, in a folder of any name: FOLDER/unknown/*.wav.");

    /// <summary>The labels of training: where other words shall be told apart, those with enough recordings follow.</summary>
    private static LabelSet Apart(LabelSet labels, ClipFile[] files, DataSplit[] sides, int? least)
        => least is null || !labels.Contains(SpeechCommandsLabels.Unknown) ? labels : new LabelSet(
        [
            .. labels,
            .. files.Where((_, i) => sides[i] == DataSplit.Train).Select(file => file.Word)
                .Where(word => !labels.Contains(word) && !SpeechCommandsLabels.IsUnknown(word) && !SpeechCommandsLabels.IsSilence(word))
                .CountBy(word => word, StringComparer.Ordinal).Where(word => word.Value >= least).Select(word => word.Key).Order(StringComparer.Ordinal),
        ]);

    private static bool IsTestArchive(AudioFolder folder, SplitLists lists)
        => !lists.Exist && !folder.HasNoiseFolder
            && folder.Words.Any(word => word.Name is "_unknown_") && folder.Words.Any(word => word.Name is "_silence_");

    private static BackgroundNoise Noise(AudioFolder folder, int sampleRate)
    {
        string path = Path.Combine(folder.Path, AudioFolder.NoiseName);
        return folder.HasNoiseFolder && AudioFolder.WavNames(path).Length > 0
            ? BackgroundNoise.Load(path, sampleRate)
            : BackgroundNoise.Generate(sampleRate);
    }

    private static SpeechCommandsSplit Split(DataSplit side, ClipFile[] files, DataSplit[] sides, LabelSet labels, double? unknownShare, double cutShare)
    {
        var words = new List<(int Label, int File)>();
        var unknown = new List<int>();
        var silence = new List<int>();
        for (int file = 0; file < files.Length; file++)
        {
            if (sides[file] != side)
            {
                continue;
            }

            string word = files[file].Word;
            int label = labels.Find(word);
            if (SpeechCommandsLabels.IsSilence(word))
            {
                silence.Add(file);
            }
            else if (label < 0 || SpeechCommandsLabels.IsUnknown(word))
            {
                unknown.Add(file);
            }
            else
            {
                words.Add((label, file));
            }
        }

        // Files come in the order of their names; a stable sort keeps that within a label.
        (int Label, int File)[] sorted = [.. words.OrderBy(word => word.Label)];
        return new SpeechCommandsSplit
        {
            Side = side,
            Words = [.. sorted.Select(word => word.File)],
            WordLabels = [.. sorted.Select(word => word.Label)],
            UnknownPool = [.. unknown],
            UnknownShare = unknownShare,
            CutShare = cutShare,
            SilencePool = [.. silence],
            UnknownLabel = labels.Find(SpeechCommandsLabels.Unknown),
            SilenceLabel = labels.Find(SpeechCommandsLabels.Silence),
        };
    }

    private static IEnumerable<string> Notes(AudioFolder folder, LabelSet labels, ClipFile[] files)
    {
        if (folder.UnlabelledFiles > 0)
        {
            yield return $"{folder.UnlabelledFiles} .wav files beside the label folders have no label and are left out.";
        }

        if (labels.Find(SpeechCommandsLabels.Unknown) < 0)
        {
            int others = files.Count(file => labels.Find(file.Word) < 0 && !SpeechCommandsLabels.IsSilence(file.Word));
            yield return others == 0
                ? "Every word of the set is picked, so there is no label 'unknown'."
                : $"{others} clips of other words are left out: the model has no label 'unknown'.";
        }

        if (!folder.HasNoiseFolder && !folder.Words.Any(word => SpeechCommandsLabels.IsSilence(word.Name)))
        {
            yield return $"The set has no {AudioFolder.NoiseName}: silence is cut from generated noise.";
        }
    }
}
