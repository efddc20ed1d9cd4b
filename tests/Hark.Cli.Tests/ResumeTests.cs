using System.Text.Json;

namespace Hark.Cli.Tests;

/// <summary>However a run is stopped, what is there can be used, and going on gives what an unbroken run gives.</summary>
public class ResumeTests(TinyRun tiny)
{
    [Fact]
    public void A_run_stopped_by_its_control_file_goes_on_to_the_same_history()
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        HarkProcess.Outcome stopped = StopWhenBegun(run, _ => File.WriteAllText(Path.Combine(run, "control"), "stop\n")).Expect(0);
        Assert.Contains($"go on with: hark train --resume {run}", stopped.Error, StringComparison.Ordinal);
        AssertUsable(run, stopped);
        AssertResumesToTheSame(run);
    }

    [Fact]
    public void An_interrupted_run_exits_130_and_goes_on_to_the_same_history()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Windows has no SIGINT to send to one process.");
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        HarkProcess.Outcome stopped = StopWhenBegun(run, running => running.Interrupt()).Expect(130);
        AssertUsable(run, stopped);
        AssertResumesToTheSame(run);
    }

    [Fact]
    public void A_paused_run_waits_and_then_goes_on()
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        using HarkProcess.Running running = HarkProcess.Start(".", tiny.TrainArguments(run));
        Assert.True(running.WaitUntil(() => File.Exists(Path.Combine(run, "progress.jsonl"))));
        File.WriteAllText(Path.Combine(run, "control"), "pause");
        Assert.True(running.WaitUntil(() => File.Exists(Path.Combine(run, "last.safetensors"))));
        Assert.False(running.EndsWithin(TimeSpan.FromSeconds(1)));
        File.WriteAllText(Path.Combine(run, "control"), "run");
        running.Wait().Expect(0);
        Assert.Equal(tiny.History, File.ReadAllBytes(Path.Combine(run, "history.csv")));
    }

    [Fact]
    public void A_finished_run_can_be_given_more_epochs()
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        folder.Run([.. tiny.TrainArguments(run), "--epochs", "2"]).Expect(2);
        string[] shorter = [.. tiny.TrainArguments(run).Select(a => a == "4" ? "2" : a)];
        folder.Run(shorter).Expect(0);
        HarkProcess.Outcome more = folder.Run("train", "--resume", run, "--epochs", "4", "--json", "--quiet").Expect(0);
        Assert.Empty(more.Error);
        using JsonDocument json = JsonDocument.Parse(more.Out);
        Assert.Equal(4, json.RootElement.GetProperty("epochs").GetInt32());
        Assert.Equal(tiny.History, File.ReadAllBytes(Path.Combine(run, "history.csv")));
    }

    [Fact]
    public void A_run_that_disturbs_its_clips_and_averages_its_weights_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string[] train = ["train", "--data", tiny.Data, "--model", "bc-resnet-1.5", "--recipe", "robust", "--batch", "8", "--epochs", "3", "--threads", "2", "--quiet", "--no-play", "--out"];
        folder.Run([.. train, "whole"]).Expect(0);
        using (HarkProcess.Running running = HarkProcess.Start(folder.Path, [.. train, "cut"]))
        {
            Assert.True(running.WaitUntil(() => File.Exists(folder["cut/progress.jsonl"])), "the run ended before it began");
            File.WriteAllText(folder["cut/control"], "stop\n");
            running.Wait().Expect(0);
        }

        folder.Run("train", "--resume", "cut", "--quiet", "--no-play").Expect(0);
        Assert.Equal(File.ReadAllBytes(folder["whole/history.csv"]), File.ReadAllBytes(folder["cut/history.csv"]));
        Assert.Equal(File.ReadAllBytes(folder["whole/last.safetensors"]), File.ReadAllBytes(folder["cut/last.safetensors"]));
    }

    [Fact]
    public void Data_that_changed_meanwhile_is_told()
    {
        using var folder = new TemporaryFolder();
        TinyRun.MakeWords(folder["words"], 8000, "a", "b");
        folder.Run("train", "--data", "words", "--epochs", "1", "--out", "run", "--quiet", "--no-play").Expect(0);
        TinyRun.MakeWords(folder["words"], 8000, "a", "b", "c");
        Assert.Equal("run: was trained on the labels a, b, but the data now has a, b, c. Restore the data, or train anew.", folder.Run("train", "--resume", "run", "--quiet").ExpectFailure());
    }

    private HarkProcess.Outcome StopWhenBegun(string run, Action<HarkProcess.Running> stop)
    {
        using HarkProcess.Running running = HarkProcess.Start(".", tiny.TrainArguments(run));
        Assert.True(running.WaitUntil(() => File.Exists(Path.Combine(run, "progress.jsonl"))), "the run ended before it began");
        stop(running);
        return running.Wait();
    }

    /// <summary>One document, a model that predicts, and no half-written file.</summary>
    private void AssertUsable(string run, HarkProcess.Outcome stopped)
    {
        using JsonDocument json = JsonDocument.Parse(stopped.Out);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("testAccuracy").ValueKind);
        Assert.True(json.RootElement.GetProperty("epochs").GetInt32() < TinyRun.Epochs, "the run was not stopped in time to test anything");
        Assert.Empty(Directory.GetFiles(run, "*.tmp"));
        HarkProcess.Run(".", "predict", Path.Combine(tiny.Data, "네", "1.wav"), "--run", run, "--json").Expect(0);
    }

    private void AssertResumesToTheSame(string run)
    {
        HarkProcess.Run(".", "train", "--resume", run, "--quiet", "--no-play").Expect(0);
        Assert.Equal(tiny.History, File.ReadAllBytes(Path.Combine(run, "history.csv")));
        Assert.False(File.Exists(Path.Combine(run, "control")));
    }
}
