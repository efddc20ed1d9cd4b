using Hark.Layers;
using Hark.Models;
using Hark.Training;
using System.Diagnostics;

namespace Hark.Tests.Training;

public sealed class RunRecorderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hark-run-{Guid.NewGuid():N}");

    private static ModelSettings Settings => new()
    {
        Model = "wave-conv",
        Labels = ["low", "middle", "high"],
        FrontEnd = FrontEndSettings.For(FrontEndKind.Waveform, FeatureLayout.Sequence, 8000, SmallTask.Samples),
    };

    [Fact]
    public void A_run_leaves_every_file_and_the_best_epochs_weights()
    {
        RunFolder folder = RunFolder.Create(_path);
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        var keeper = new KeepBest();
        History history = trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 6, new RunRecorder(folder, Settings), keeper);
        Assert.Equal(history.ToCsv(), File.ReadAllText(folder.HistoryCsv));
        Assert.Equal(Settings.ToJson() + "\n", File.ReadAllText(folder.Settings));
        using Network best = SmallTask.Network(seed: 50);
        ModelFile.LoadParameters(folder.Weights, best);
        Assert.Equal(keeper.Weights, best.Values.ToArray());
        ProgressLine[] lines = [.. File.ReadLines(folder.Progress).Select(l => ProgressLine.TryParse(l)!)];
        Assert.Equal(6, lines.Count(l => l.EpochEnd));
        Assert.Equal(history.Best!.Epoch, lines.Last(l => l.Best).Epoch);
        Assert.Empty(Directory.GetFiles(_path, "*.tmp"));
    }

    [Fact]
    public void The_control_file_stops_a_run_that_can_go_on()
    {
        RunFolder folder = RunFolder.Create(_path);
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 1_000_000, new RunRecorder(folder, Settings), new Order(folder, "stop"));
        Assert.True(trainer.Stopped);
        Assert.True(File.Exists(folder.Weights));
        using Network other = SmallTask.Network();
        using Trainer resumed = SmallTask.Trainer(other);
        Checkpoint.Load(folder.Last, resumed);
        Assert.Equal(trainer.State.Step, resumed.State.Step);
    }

    [Fact]
    public void Going_on_mends_what_a_killed_run_left_behind()
    {
        RunFolder folder = RunFolder.Create(_path);
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        History history = trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 2, new RunRecorder(folder, Settings));

        // It died behind its last checkpoint and before the history, while it wrote the weights anew.
        File.Delete(folder.HistoryCsv);
        File.WriteAllText($"{folder.Weights}.{int.MaxValue}.tmp", "half");
        using Network other = SmallTask.Network();
        using Trainer resumed = SmallTask.Trainer(other);
        Checkpoint.Load(folder.Last, resumed);
        resumed.Fit(SmallTask.Train(), SmallTask.Validation(), 2, new RunRecorder(folder, Settings));
        Assert.Equal(history.ToCsv(), File.ReadAllText(folder.HistoryCsv));
        Assert.Empty(Directory.GetFiles(_path, "*.tmp"));
    }

    [Fact]
    public void An_order_that_another_process_is_just_writing_is_let_stand()
    {
        RunFolder folder = RunFolder.Create(_path);
        // Sorts what it is told, so it lives until its input ends.
        using var writer = Process.Start(new ProcessStartInfo("sort") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            string order = $"{folder.Control}.{writer.Id}.tmp";
            File.WriteAllText(order, "st");
            using Network network = SmallTask.Network();
            using Trainer trainer = SmallTask.Trainer(network);
            trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 1, new RunRecorder(folder, Settings));
            Assert.False(writer.HasExited);
            Assert.True(File.Exists(order));
        }
        finally
        {
            writer.Kill();
        }
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_overwritten()
    {
        RunFolder folder = RunFolder.Create(_path);
        File.WriteAllText(folder.Settings, "{}");
        var error = Assert.Throws<HarkException>(() => RunFolder.Create(_path));
        Assert.Contains("holds a run already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_folders_and_files_are_named()
    {
        Assert.Contains("there is no such run folder", Assert.Throws<HarkException>(() => RunFolder.Open(_path)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_path);
        Assert.Contains("holds no model.json", Assert.Throws<HarkException>(() => RunFolder.Open(_path)).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_path, "model.json"), "{ \"model\": \"wave-conv\" ");
        RunFolder folder = RunFolder.Open(_path);
        Assert.Contains("model.json: the model's settings cannot be read", Assert.Throws<HarkException>(() => folder.ReadSettings()).Message, StringComparison.Ordinal);
        Assert.Contains("last.safetensors is missing. Do this.", Assert.Throws<HarkException>(() => folder.Require(folder.Last, "Do this.")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_network_is_refused_by_the_tensor_that_differs()
    {
        RunFolder folder = RunFolder.Create(_path);
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        trainer.Fit(SmallTask.Train(), null, 1, new RunRecorder(folder, Settings));
        Layer input = Layer.Input(SmallTask.Samples, 1);
        using var other = new Network(input, input.Conv1D(9, 5).ReLU().Flatten().Dense(3));
        using Trainer second = SmallTask.Trainer(other);
        Assert.Contains("tensor 'conv1d.kernel' has shape [5, 1, 8], 40 values, expected 45", Assert.Throws<HarkException>(() => Checkpoint.Load(folder.Last, second)).Message, StringComparison.Ordinal);
        Assert.Contains("it is no checkpoint", Assert.Throws<HarkException>(() => Checkpoint.Load(folder.Weights, trainer)).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    private sealed class KeepBest : Callback
    {
        public float[] Weights { get; private set; } = [];

        public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
        {
            if (trainer.State.History.Best == epoch)
            {
                Weights = trainer.Network.Values.ToArray();
            }
        }
    }

    private sealed class Order(RunFolder folder, string word) : Callback
    {
        public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => File.WriteAllText(folder.Control, word);
    }
}
