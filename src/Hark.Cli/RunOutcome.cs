using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Training;
using System.Text.Json;

namespace Hark.Cli;

/// <summary>What a finished run comes to: its figures, its report and a first prediction.</summary>
internal sealed class RunOutcome(RunFolder folder, ModelSettings settings, DataSet data, History history, (double ClipsPerSecond, double DataWaitShare) speed, TimeSpan elapsed)
{
    public void Finish(Network network, int threads, Screen screen, bool play)
    {
        using var pool = new WorkerPool(threads);
        ModelSettings calibrated = Calibration.Calibrate(folder, network, settings, data.Validation, pool);
        bool hasTest = data.Test.Count > 0;
        ClipSource clips = hasTest ? data.Test : data.Validation;
        string split = hasTest ? "test" : "validation";
        Judgement judgement = Judgement.Of(network, calibrated, clips, pool);
        EvaluationResult result = new(folder.Path, settings.Training?.Data ?? "bundled", split, judgement.Loss, judgement.Confusion) { Figures = judgement.Figures() };
        AtomicFile.WriteText(folder.Metrics, result.ToJson() + "\n");
        HistoryPicture.Draw(history).Save(folder.HistorySvg);
        RunReport.Write(folder, calibrated, data, history, judgement, result, clips, elapsed);

        screen.Result($"{split} clips: {clips.Count:N0}");
        EvaluationText.Print(result, screen, details: false);
        screen.Result($"report: {folder.Report}");
        if (!screen.Json && !screen.IsPart)
        {
            SamplePrediction.Show(judgement, clips, (int)(settings.Training?.Seed ?? 0), screen, play);
        }

        PrintJson(network, hasTest ? judgement : null, screen);
    }

    /// <summary>With --json, the run's one document; of a run that was stopped too.</summary>
    public void PrintJson(Network network, Judgement? test, Screen screen)
    {
        if (screen.Json && !screen.IsPart)
        {
            Console.Out.WriteLine(ToJson(network, test));
        }
    }

    private string ToJson(Network network, Judgement? test)
    {
        EpochResult? best = history.Best;
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("run", folder.Path);
            json.WriteString("model", settings.Model);
            json.WriteNumber("parameters", network.TrainableCount);
            json.WriteNumber("epochs", history.Epochs.Count);
            JsonText.WriteNumber(json, "bestEpoch", best?.Epoch);
            JsonText.WriteNumber(json, "bestValLoss", best?.ValLoss);
            JsonText.WriteNumber(json, "bestValAccuracy", best?.ValAccuracy);
            JsonText.WriteNumber(json, "testAccuracy", test?.Confusion.Accuracy);
            json.WriteNumber("clipsPerSecond", Math.Round(speed.ClipsPerSecond, 1));
            json.WriteNumber("dataWaitShare", Math.Round(speed.DataWaitShare, 4));
            json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 2));
            json.WriteEndObject();
        });
    }
}
