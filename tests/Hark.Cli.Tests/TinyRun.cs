using Hark.Audio;
using System.Diagnostics;

namespace Hark.Cli.Tests;

/// <summary>
/// What the tests of training share: three Korean words of twelve clips (tones in noise, for speed) in a folder with a Korean name, and one
/// unbroken run on them.
/// </summary>
public sealed class TinyRun : IDisposable
{
    /// <summary>Epochs of the run.</summary>
    public const int Epochs = 4;

    public static readonly string[] Labels = ["네", "아니요", "위"];

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _run;

    public TinyRun()
    {
        Data = MakeWords(_folder["낱말 모음"], 8000, Labels);
        _run = new Lazy<string>(() =>
        {
            string run = _folder["첫 실행"];
            long started = Stopwatch.GetTimestamp();
            Outcome = HarkProcess.Run(_folder.Path, TrainArguments(run)).Expect(0);
            Duration = Stopwatch.GetElapsedTime(started);
            return run;
        });
    }

    /// <summary>The clips.</summary>
    public string Data { get; }

    /// <summary>The run folder; trained when first asked for.</summary>
    public string Run => _run.Value;

    /// <summary>The history of the unbroken run.</summary>
    public byte[] History => File.ReadAllBytes(Path.Combine(Run, "history.csv"));

    /// <summary>How long the unbroken run took on this machine as it is, to break others off somewhere within.</summary>
    public TimeSpan Duration
    {
        get => _run.IsValueCreated ? field : throw new InvalidOperationException("Ask for the run first.");
        private set;
    }

    /// <summary>What <c>hark train</c> said.</summary>
    internal HarkProcess.Outcome Outcome
    {
        get => _run.IsValueCreated ? field! : throw new InvalidOperationException("Ask for the run first.");
        private set;
    }

    /// <summary>The same training into another folder.</summary>
    public string[] TrainArguments(string run) => ["train", "--data", Data, "--epochs", "4", "--batch", "8", "--seed", "3", "--threads", "1", "--json", "--out", run];

    /// <summary>Tones, one pitch a label.</summary>
    public static string MakeWords(string folder, int sampleRate, params IReadOnlyList<string> labels)
    {
        for (int label = 0; label < labels.Count; label++)
        {
            string inside = Directory.CreateDirectory(Path.Combine(folder, labels[label])).FullName;
            for (int i = 0; i < 12; i++)
            {
                var wave = new ComplexWave(new Partial(400 * (label + 1) + (5 * i), 0.5)) { NoiseAmplitude = 0.1, Seed = (label * 100) + i };
                wave.ToClip(sampleRate, 0.9).Save(Path.Combine(inside, $"{i}.wav"));
            }
        }

        return folder;
    }

    public void Dispose() => _folder.Dispose();
}
