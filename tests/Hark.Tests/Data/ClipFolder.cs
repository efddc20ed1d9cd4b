using Hark.Audio;

namespace Hark.Tests.Data;

/// <summary>A folder of small recordings that goes with the test.</summary>
internal sealed class ClipFolder : IDisposable
{
    public const int SampleRate = 16000;
    private int _made;

    public string Path { get; } = Directory.CreateTempSubdirectory("hark-data-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A recording whose samples are all <paramref name="level"/>, so that a test sees which one it got.</summary>
    public ClipFolder Add(string name, float level = 0.25f, int frames = SampleRate, int sampleRate = SampleRate, int channels = 1)
    {
        float[] samples = new float[frames * channels];
        Array.Fill(samples, level);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        byte[] wav = new AudioClip(samples, sampleRate, channels).ToWavBytes();
        File.WriteAllBytes(this[name], wav);
        return this;
    }

    /// <summary>Recordings of one word by speakers of their own, each with a level of its own; few samples, to be quick.</summary>
    public ClipFolder AddWord(string word, int clips, int frames = 64)
    {
        for (int i = 0; i < clips; i++)
        {
            Add($"{word}/{_made:x8}_nohash_0.wav", level: ++_made / 32768f, frames);
        }

        return this;
    }

    public ClipFolder Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this;
    }

    /// <summary>Names the last clips of each word in the list files, the others stay training.</summary>
    public ClipFolder WriteLists(int validation, int test)
    {
        var validationNames = new List<string>();
        var testNames = new List<string>();
        foreach (string folder in Directory.GetDirectories(Path).Where(folder => !folder.EndsWith("_background_noise_", StringComparison.Ordinal)))
        {
            string[] names = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => $"{System.IO.Path.GetFileName(folder)}/{System.IO.Path.GetFileName(file)}")];
            testNames.AddRange(names[^test..]);
            validationNames.AddRange(names[^(test + validation)..^test]);
        }

        return Write("validation_list.txt", string.Join('\n', validationNames)).Write("testing_list.txt", string.Join('\n', testNames));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
