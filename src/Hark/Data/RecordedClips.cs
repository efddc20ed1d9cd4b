namespace Hark.Data;

/// <summary>The recordings of a folder, each under the word that its folder names.</summary>
internal sealed class RecordedClips : ClipSource
{
    private readonly ClipStore _store;
    private readonly int[] _files;
    private readonly int[] _labels;

    /// <param name="store">All recordings.</param>
    /// <param name="files">Those that belong to the data, in the order to deliver.</param>
    /// <param name="shape">Whose rate and length to deliver.</param>
    public RecordedClips(ClipStore store, int[] files, ClipSource shape)
        : base(LabelOrder.Of([.. files.Select(file => store.Files[file].Word)]), shape.SampleRate, shape.ClipSamples)
    {
        _store = store;
        _files = files;
        _labels = Labels.IndicesOf(files.Select(file => store.Files[file].Word));
    }

    public override int Count => _files.Length;

    public override int LabelIndex(int index) => _labels[index];

    public override string Name(int epoch, int index) => _store.Files[_files[index]].Name;

    public override void Read(int epoch, int index, Span<float> samples)
    {
        CheckDestination(samples);
        _store.Read(_files[index], samples);
    }

    /// <summary>The rate that it was recorded at.</summary>
    /// <exception cref="HarkException">The file cannot be read.</exception>
    public int SampleRateOf(int index) => _store.Files[_files[index]].ReadHeader().SampleRate;
}
