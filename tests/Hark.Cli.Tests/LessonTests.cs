using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Hark.Cli.Tests;

/// <summary>Every part of the lesson, run as a learner runs it.</summary>
public partial class LessonTests
{
    internal static readonly string Root = FindRoot();

    private static readonly string Lessons = Path.Combine(Root, "lessons");

    [Theory]
    [InlineData("01-sound.cs", "A tone of 400 Hz for 1 s: 16000 samples, one period is 2.5 ms.", "2 s at 16000 Hz = 32000 samples.")]
    [InlineData("02-digitising.cs", "7000 Hz     1000 Hz   an alias", "One second at 16000 Hz and 16 bits: 32000 bytes.")]
    [InlineData("03-wav.cs", "4-bit IMA ADPCM", "64-bit float", "sample rate      16000 Hz", "Channels: 2")]
    [InlineData("04-data-set.cs", "wav_vals   shape [240, 8000], float32", "label_vals shape [240, 1], <U7", "wave data shape: (8000,)", "label: ")]
    [InlineData("05-labels-and-split.cs", "left      4 -> 0 0 0 0 1 0 0 0 0 0 0 0", "a batch:  [32, 8000, 1], labels [32, 12] once one-hot", "which shares 0.")]
    [InlineData("06-wave-model.cs", "Trainable params: 34,681,196", "Multiply-accumulates a clip: 2,541.8 M", "epoch 2/2")]
    [InlineData("07-curves.cs", "epoch 10/10  loss ", "(best)")]
    [InlineData("08-evaluation.cs", "loss value: ", "accuracy value: ", "label: ", "prediction: ", "orrect!)")]
    [InlineData("09-skip-model.cs", "Trainable params: 63,611,244", "Multiply-accumulates a clip: 2,865.4 M", "relu_3, maxpooling1d", "epoch 2/2")]
    [InlineData("10-fourier.cs", "phi = pi    e^(i phi) = -1.00 +0.00i", "10    310.1 Hz   amplitude 1               129.00        1.00")]
    [InlineData("11-stft-and-spectrogram.cs", "Waveform shape : (8000,)", "Spectrogram shape : (130, 126)", "from -80.0 to 0.0 dB")]
    [InlineData("12-spectrogram-model.cs", "Trainable params: 461,324", "Multiply-accumulates a clip: 153.7 M", "accuracy value: ")]
    public void A_lesson_runs_prints_what_it_teaches_and_draws_its_pictures(string lesson, params string[] said)
    {
        using var folder = new TemporaryFolder();
        string output = Run(lesson, folder.Path);
        Assert.All(said, text => Assert.Contains(text, output, StringComparison.Ordinal));
        Assert.Contains("Notice: ", output, StringComparison.Ordinal);

        string[] drawn = [.. Directory.GetFiles(Path.Combine(folder.Path, "pictures")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        string[] shown = [.. Directory.GetFiles(Path.Combine(Lessons, "pictures"), lesson[..3] + "*.svg").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(drawn);
        Assert.Equal(shown, drawn);
        Assert.All(drawn, picture => Assert.Contains($"picture: pictures/{picture}", output, StringComparison.Ordinal));
        Assert.All(drawn, picture => Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(folder.Path, "pictures", picture)), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_lesson_is_tested()
    {
        string[] tested = [.. typeof(LessonTests).GetMethod(nameof(A_lesson_runs_prints_what_it_teaches_and_draws_its_pictures))!
            .GetCustomAttributes(inherit: false).OfType<InlineDataAttribute>().Select(data => (string)data.Data[0]!).Order(StringComparer.Ordinal)];
        Assert.Equal(Directory.GetFiles(Lessons, "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal), tested);
    }

    [Theory]
    [InlineData("lessons/README.md")]
    [InlineData("lessons/README.ko.md")]
    public void The_guide_leads_to_every_lesson_and_shows_every_picture(string guide)
    {
        string text = File.ReadAllText(Path.Combine(Root, guide));
        string[] linked = [.. Link().Matches(text).Select(match => match.Groups[1].Value).Where(target => !target.StartsWith("http", StringComparison.Ordinal))];
        Assert.All(linked, target => Assert.True(File.Exists(Path.Combine(Lessons, target)), $"{guide} leads to {target}, which is not there."));
        IEnumerable<string> lessons = Directory.GetFiles(Lessons, "*.cs").Select(path => Path.GetFileName(path));
        IEnumerable<string> pictures = Directory.GetFiles(Path.Combine(Lessons, "pictures")).Select(path => $"pictures/{Path.GetFileName(path)}");
        Assert.All(lessons.Concat(pictures), target => Assert.True(linked.Contains(target, StringComparer.Ordinal), $"{guide} does not lead to {target}."));
    }

    private static string Run(string lesson, string home)
    {
        var start = new ProcessStartInfo("dotnet", ["run", $"lessons/{lesson}", "--", home])
        {
            UseShellExecute = false,
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var running = new HarkProcess.Running(Process.Start(start)!);
        return running.Wait(seconds: 600).Expect(0).Out;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Hark.slnx")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside a checkout of Hark.");
    }

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
