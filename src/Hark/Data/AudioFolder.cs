namespace Hark.Data;

/// <summary>What a folder of <c>label/*.wav</c> holds, in an order that every machine gives: ordinal by label, then by file name.</summary>
internal sealed class AudioFolder
{
    /// <summary>Where Speech Commands keeps its long noise recordings.</summary>
    public const string NoiseName = "_background_noise_";

    private AudioFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Label folders that hold at least one WAV file.</summary>
    public IReadOnlyList<Word> Words { get; private init; } = [];

    /// <summary>Label folders without any WAV file.</summary>
    public IReadOnlyList<string> EmptyFolders { get; private init; } = [];

    /// <summary>WAV files beside the label folders, which no folder gives a label.</summary>
    public int UnlabelledFiles { get; private init; }

    public bool HasNoiseFolder { get; private init; }

    public static AudioFolder List(string path)
    {
        var words = new List<Word>();
        var empty = new List<string>();
        int loose = WavNames(path).Length;
        string[] folders = Names(path, Directory.EnumerateDirectories);
        foreach (string folder in folders.Where(folder => !string.Equals(folder, NoiseName, StringComparison.Ordinal)))
        {
            string[] files = WavNames(System.IO.Path.Combine(path, folder));
            if (files.Length == 0)
            {
                empty.Add(folder);
            }
            else
            {
                words.Add(new Word(folder, files));
            }
        }

        if (words.Count == 0)
        {
            throw new HarkException(loose == 0
                ? $"{path}: holds no audio: found no .wav file in a folder named by its label. Expected LABEL/FILE.wav, for example yes/1.wav."
                : $"{path}: its {loose} .wav files have no label: they lie beside each other. "
                + "Put each into a folder named by its label, for example yes/1.wav.");
        }

        return new AudioFolder(path)
        {
            Words = words,
            EmptyFolders = empty,
            UnlabelledFiles = loose,
            HasNoiseFolder = folders.Contains(NoiseName),
        };
    }

    /// <summary>The names of the WAV files directly in <paramref name="path"/>, sorted.</summary>
    public static string[] WavNames(string path)
        => [.. Names(path, Directory.EnumerateFiles).Where(name => name.EndsWith(".wav", StringComparison.OrdinalIgnoreCase))];

    /// <summary>What is in a folder, hidden things left out, sorted.</summary>
    private static string[] Names(string path, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            string[] names = [.. enumerate(path).Select(item => System.IO.Path.GetFileName(item)!).Where(name => !name.StartsWith('.'))];
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{path}: cannot be listed ({error.Message.TrimEnd('.')}). Check that the folder may be read.", error);
        }
    }

    /// <summary>A label folder, as the disk spells it, and the names of its WAV files.</summary>
    internal sealed record Word(string Folder, string[] Files)
    {
        /// <summary>The label.</summary>
        public string Name { get; } = Hangul.Compose(Folder);
    }
}
