using Hark.Audio;

namespace Hark.Cli.Tests;

/// <summary>What the tests of listening share: tones of half a second as Korean words, a model trained on them, and a recording of some.</summary>
public sealed class SpokenTones : IDisposable
{
    /// <summary>Which label stands at which second of the recording.</summary>
    public static readonly (int Label, double Start)[] Words = [(0, 1.5), (1, 4), (2, 6.5), (1, 9), (1, 11.5)];

    public const double WordSeconds = 0.5;

    public const double Seconds = 14;

    public static readonly string[] Labels = ["네", "아니요", "위"];

    /// <summary>The words of the recording.</summary>
    public static readonly string[] Spoken = [.. Words.Select(word => Labels[word.Label])];

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _run;

    public SpokenTones() => _run = new Lazy<string>(() =>
    {
        for (int label = 0; label < Labels.Length; label++)
        {
            string inside = Directory.CreateDirectory(Path.Combine(_folder["낱말"], Labels[label])).FullName;
            for (int i = 0; i < 12; i++)
            {
                Word(label, i, 8000).Save(Path.Combine(inside, $"{i}.wav"));
            }
        }

        _folder.Run("train", "--data", "낱말", "--epochs", "8", "--batch", "4", "--shift", "200", "--seed", "3", "--threads", "1", "--no-play", "--out", "듣기").Expect(0);
        return _folder["듣기"];
    });

    /// <summary>The model that knows the words; trained when first asked for.</summary>
    public string Run => _run.Value;

    /// <summary>The recording, with soft noise and a pause before and after each word.</summary>
    public static AudioClip Make(int sampleRate)
    {
        float[] samples = new ComplexWave(new Partial(50, 0)) { NoiseAmplitude = 0.003, Seed = 1 }.ToClip(sampleRate, Seconds).Samples.ToArray();
        foreach ((int label, double start) in Words)
        {
            AudioClip word = Word(label, 4, sampleRate);
            for (int i = 0; i < word.Frames; i++)
            {
                samples[(int)(start * sampleRate) + i] += word.Samples[i];
            }
        }

        return new AudioClip(samples, sampleRate);
    }

    /// <summary>One word as one of many takes says it; a label beyond the last is another word.</summary>
    public static AudioClip Word(int label, int take, int sampleRate)
        => new ComplexWave(new Partial((400 * (label + 1)) + (5 * take), 0.5)) { NoiseAmplitude = 0.1, Seed = (label * 100) + take }.ToClip(sampleRate, WordSeconds);

    public void Dispose() => _folder.Dispose();
}
