using Hark.Audio;

namespace Hark.Data;

/// <summary>What form a data set has.</summary>
public enum DataKind
{
    /// <summary>A NumPy archive as in the lesson.</summary>
    Npz,

    /// <summary>A folder in the layout of Speech Commands.</summary>
    SpeechCommands,

    /// <summary>A folder of <c>label/*.wav</c>.</summary>
    PlainFolder,
}

/// <summary>Labelled clips on disk, split into training, validation and test.</summary>
public sealed class DataSet
{
    /// <summary>Sample rate of folders where a model asks for no other (Hz).</summary>
    public const int FolderSampleRate = 16000;

    private readonly Lazy<BackgroundNoise> _noise;
    private readonly Func<ClipScan> _scan;
    private DataSummary? _summary;
    private ClipSource? _recorded;

    internal DataSet(string path, DataKind kind, Splits splits, Lazy<BackgroundNoise> noise, Func<ClipScan> scan)
    {
        Path = path;
        Kind = kind;
        (Train, Validation, Test) = splits;
        _noise = noise;
        _scan = scan;
    }

    public string Path { get; }

    public DataKind Kind { get; }

    /// <summary>In the order of a model's outputs.</summary>
    public LabelSet Labels => Validation.Labels;

    /// <summary>Words that training alone tells apart (<see cref="DataOptions.ApartFrom"/>): labels of <see cref="Train"/> after <see cref="Labels"/>.</summary>
    public IReadOnlyList<string> OtherWords => [.. Train.Labels.Skip(Labels.Count)];

    public ClipSource Train { get; }

    /// <summary>The clips that a model is chosen on; the test clips themselves where <see cref="ValidatesOnTest"/>.</summary>
    public ClipSource Validation { get; }

    /// <summary>The clips that a model is judged by; may be empty.</summary>
    public ClipSource Test { get; }

    /// <summary>Validation clips are the test clips, as in the lesson: the figures then flatter the model.</summary>
    public bool ValidatesOnTest => ReferenceEquals(Validation, Test);

    /// <summary>Every clip of every split, once.</summary>
    public ClipSource All => ValidatesOnTest ? new JoinedClips(Train, Test) : new JoinedClips(Train, Validation, Test);

    /// <summary>Every recording once, under its own label, also those that no split draws: those of training, of validation and of test in this order.</summary>
    public ClipSource Recorded => _recorded ??= Store is { } store ? new RecordedClips(store, [.. Recordings.OrderBy(recording => recording.Side).Select(recording => recording.File)], Train) : All;

    /// <summary>How many of <see cref="Recorded"/> each split has.</summary>
    public SplitCounts RecordedCounts => Store is null
        ? new SplitCounts(Train.Count, ValidatesOnTest ? 0 : Validation.Count, Test.Count)
        : new SplitCounts(Recordings.Count(r => r.Side == DataSplit.Train), Recordings.Count(r => r.Side == DataSplit.Validation), Recordings.Count(r => r.Side == DataSplit.Test));

    /// <summary>The noise of the set, or Hark's own where it brings none, at the rate of its clips.</summary>
    public BackgroundNoise Noise => _noise.Value;

    /// <summary>Counts and oddities. The first call reads the header of every recording, and so finds broken ones before training does.</summary>
    /// <exception cref="HarkException">A recording cannot be read or holds no sound.</exception>
    public DataSummary Summary => _summary ??= DataSummary.Of(this, _scan());

    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The recordings of a folder; an NPZ has none.</summary>
    internal ClipStore? Store { get; init; }

    /// <summary>Which of them belong to the data, and to which side.</summary>
    internal IReadOnlyList<(int File, DataSplit Side)> Recordings { get; init; } = [];

    /// <summary>Opens an NPZ, a Speech Commands folder or a folder of <c>label/*.wav</c>, whichever <paramref name="path"/> is.</summary>
    /// <remarks>
    /// A folder counts as Speech Commands if it has <c>validation_list.txt</c>, <c>testing_list.txt</c> or <c>_background_noise_</c>, or
    /// files named <c>..._nohash_...</c>. Splits may be empty here; see <see cref="EnsureTrainable"/>. Where nothing is at the path and it is the
    /// name of a public set (<see cref="PublicDataSets"/>), the downloaded set is opened.
    /// </remarks>
    /// <exception cref="HarkException">There is no such data, or not in a form that can be taken.</exception>
    public static DataSet Open(string path, DataOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DataOptions();
        options = options with { Labels = options.Labels?.Select(Hangul.Compose).ToArray() };
        options.Validate();
        path = PublicDataSets.Locate(path);
        AudioFolder? folder = Directory.Exists(path) ? AudioFolder.List(path) : null;
        if (folder is not null && SpeechCommandsFolder.Is(folder))
        {
            return SpeechCommandsFolder.Open(folder, options);
        }

        if (folder is null && !File.Exists(path))
        {
            throw new HarkException($"{path}: there is no such file or folder. Give a Speech Commands folder, a folder of label/*.wav, or an NPZ.");
        }

        if (options.Negatives is { } negatives)
        {
            throw new HarkException($"{path}: has no label 'unknown' that the recordings of {negatives} could join; only a Speech Commands folder has it. Leave the negatives out, or put them into a label folder of their own.");
        }

        if (options.ApartFrom is not null)
        {
            throw new HarkException($"{path}: has no other words that training could tell apart; only a Speech Commands folder has them. Leave that out, or pick them as labels.");
        }

        return folder is not null ? PlainFolder.Open(folder, options) : NpzData.Open(path, options);
    }

    /// <summary>The clips of one side.</summary>
    public ClipSource this[DataSplit split] => split switch
    {
        DataSplit.Train => Train,
        DataSplit.Validation => Validation,
        DataSplit.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "No such split."),
    };

    /// <summary>Checks that a model can be trained and chosen: training clips of every label, and validation clips.</summary>
    /// <exception cref="HarkException">Says what is missing.</exception>
    public void EnsureTrainable()
    {
        if (Train.Count == 0)
        {
            throw new HarkException($"{Path}: the training split is empty. Add recordings, or check its list files.");
        }

        // Where every other word is told apart, those are the clips of unknown.
        int[] counts = Train.CountByLabel();
        int missing = Enumerable.Range(0, counts.Length).FirstOrDefault(i => counts[i] == 0 && !(OtherWords.Count > 0 && SpeechCommandsLabels.IsUnknown(Train.Labels[i])), -1);
        if (missing >= 0)
        {
            throw new HarkException(
                $"{Path}: no training clips of label '{Train.Labels[missing]}'; every label needs some. Add recordings, or pick other labels with --labels.");
        }

        if (Validation.Count == 0)
        {
            throw new HarkException(
                $"{Path}: the validation split is empty, so no best epoch can be chosen. "
                + "Add recordings, check its list files, or give a test or validation size above 0.");
        }
    }

    /// <summary>Decodes the recordings into memory on all processors, as far as the budget goes; without it, each is decoded when first read.</summary>
    /// <exception cref="HarkException">A recording cannot be read.</exception>
    public void Preload() => Store?.Preload();

    /// <summary>Writes every clip, as it is delivered, as the lesson's NPZ: <c>wav_vals</c>, <c>label_vals</c>, and <c>sample_rate</c>.</summary>
    /// <exception cref="HarkException">A clip cannot be read, or the file cannot be written.</exception>
    public void ExportNpz(string path) => NpzExport.Write(All, path);

    /// <summary>
    /// Writes every clip, as it is delivered, as <c>label/name.wav</c> into a new folder; of a Speech Commands folder with list files, so
    /// that its sides stay.
    /// </summary>
    /// <exception cref="HarkException">A clip cannot be read, or the folder is there already or cannot be written.</exception>
    public void ExportFolder(string folder, WavEncoding encoding = WavEncoding.Pcm16) => FolderExport.Write(this, folder, encoding);

    /// <summary>The three sides; validation and test may be the same object.</summary>
    internal sealed record Splits(ClipSource Train, ClipSource Validation, ClipSource Test);
}
