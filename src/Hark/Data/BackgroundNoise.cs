using Hark.Audio;
using Hark.Signal;

namespace Hark.Data;

/// <summary>
/// Long stretches of noise at one rate, from which silence clips are cut and with which words are disturbed. Safe to use from any
/// number of threads.
/// </summary>
public sealed class BackgroundNoise
{
    private readonly NoiseStretch[] _stretches;

    private BackgroundNoise(string origin, string[] names, float[][] stretches)
    {
        Origin = origin;
        Names = Array.AsReadOnly(names);
        _stretches = Array.ConvertAll(stretches, samples => new NoiseStretch(samples));
    }

    /// <summary>Where the noise comes from, for people.</summary>
    public string Origin { get; }

    /// <summary>What each stretch is called: its file without the ending.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of stretches.</summary>
    public int Count => _stretches.Length;

    /// <summary>All WAV files of a folder, mixed to one channel and resampled.</summary>
    /// <exception cref="HarkException">A file cannot be read, or the folder holds none.</exception>
    public static BackgroundNoise Load(string folder, int sampleRate)
    {
        string[] files = AudioFolder.WavNames(folder);
        if (files.Length == 0)
        {
            throw new HarkException($"{folder}: holds no .wav file. Put noise recordings there, or remove the folder to use generated noise.");
        }

        var stretches = new float[files.Length][];
        ParallelWork.For(files.Length, () => 0, (i, _) => stretches[i] = LoadStretch(Path.Combine(folder, files[i]), sampleRate));
        return new BackgroundNoise(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), [.. files.Select(file => Path.GetFileNameWithoutExtension(file))], stretches);
    }

    /// <summary>Hark's own noise, for sets that bring none: white, pink, brown, and a mains hum with its harmonics; always the same.</summary>
    public static BackgroundNoise Generate(int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        return new BackgroundNoise("generated noise", GeneratedNoise.Names, GeneratedNoise.All(sampleRate));
    }

    /// <summary>
    /// Overwrites <paramref name="samples"/> with a random cut of a random stretch times a volume uniform in 0..<paramref name="maximumVolume"/>.
    /// A stretch shorter than the cut is repeated.
    /// </summary>
    public void Draw(ref SeededRandom random, Span<float> samples, float maximumVolume = 1f)
    {
        NoiseCut cut = DrawCut(ref random, samples.Length);
        samples.Clear();
        cut.AddTo(samples, random.NextSingle(0, maximumVolume));
    }

    /// <summary>A random cut of a random stretch.</summary>
    internal NoiseCut DrawCut(ref SeededRandom random, int samples) => DrawCut(random.NextInt32(_stretches.Length), ref random, samples);

    /// <summary>A random cut of stretch number <paramref name="stretch"/>.</summary>
    internal NoiseCut DrawCut(int stretch, ref SeededRandom random, int samples)
        => new(_stretches[stretch], random.NextInt32(Math.Max(1, _stretches[stretch].Length - samples + 1)));

    private static float[] LoadStretch(string path, int sampleRate)
    {
        AudioClip clip = AudioClip.Load(path);
        var stretch = new float[(int)Math.Max(1, (long)clip.Frames * sampleRate / clip.SampleRate)];
        ClipFit.Fill(clip, sampleRate, stretch);
        return stretch;
    }
}
