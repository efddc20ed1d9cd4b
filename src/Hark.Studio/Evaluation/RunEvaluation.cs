using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Studio.Hosting;

namespace Hark.Studio.Evaluation;

/// <summary>A model judged on the clips of a split, which stay at hand to be heard.</summary>
internal sealed class RunEvaluation
{
    private readonly Judgement _judgement;
    private readonly EvaluationAnswer _answer;

    private RunEvaluation(Judgement judgement, ClipSource clips, EvaluationAnswer answer)
    {
        _judgement = judgement;
        Clips = clips;
        _answer = answer;
    }

    public ClipSource Clips { get; }

    public EvaluationAnswer Answer => _answer;

    /// <summary>Runs every clip through the model.</summary>
    /// <param name="run">Its name.</param>
    /// <param name="weights">Its file.</param>
    /// <param name="dataPath">The data, or the bundled corpus.</param>
    /// <param name="dataName">What to call it.</param>
    /// <param name="split">test, validation, train or all.</param>
    /// <param name="job">Told how far it is.</param>
    public static RunEvaluation Of(string run, string weights, string dataPath, string dataName, string split, Job job)
    {
        (Network network, ModelSettings settings) = ModelFile.Load(weights);
        using Network owned = network;
        DataSet set = DataSet.Open(dataPath, new DataOptions
        {
            ModelLabels = settings.Labels,
            Seed = settings.Training?.Seed ?? 7,
            SampleRate = settings.FrontEnd.SampleRate,
            ClipSamples = settings.FrontEnd.ClipSamples,
        });
        bool replaced = split == "test" && set.Test.Count == 0;
        string judged = replaced ? "validation" : split;
        ClipSource clips = judged switch
        {
            "train" => set.Train,
            "validation" => set.Validation,
            "all" => set.All,
            "test" => set.Test,
            _ => throw new HarkException($"'{split}' is no split. Expected test, validation, train or all."),
        };
        if (clips.Count == 0)
        {
            throw new HarkException($"{dataName}: the {judged} split holds no clips of the model's labels ({string.Join(", ", settings.Labels)}). Choose other data or another split.");
        }

        using var pool = new WorkerPool();
        Judgement judgement = Judgement.Of(network, settings, clips, pool, done => job.Report(done, clips.Count));
        return new RunEvaluation(judgement, clips, Summarise(judgement, clips, run, dataName, judged, set.ValidatesOnTest));
    }

    /// <summary>One probability a label.</summary>
    public float[] Probabilities(int clip) => _judgement.Probabilities(clip);

    /// <summary>Throws unless there is such a clip.</summary>
    public int Check(int clip) => clip >= 0 && clip < Clips.Count ? clip : throw new HarkException($"There is no clip {clip}: {Clips.Count:N0} were judged.");

    private static EvaluationAnswer Summarise(Judgement judgement, ClipSource clips, string run, string data, string split, bool validatesOnTest)
    {
        int classes = clips.Labels.Count;
        var judged = new JudgedClip[clips.Count];
        for (int i = 0; i < clips.Count; i++)
        {
            float[] row = judgement.Probabilities(i);
            judged[i] = new JudgedClip(clips.Name(i), judgement.Actual[i], judgement.Predicted[i], row[judgement.Predicted[i]]);
        }

        ConfusionMatrix confusion = judgement.Confusion;
        EvaluationFigures figures = judgement.Figures();
        int[][] counts = [.. Enumerable.Range(0, classes).Select(actual => Enumerable.Range(0, classes).Select(predicted => confusion[actual, predicted]).ToArray())];
        return new EvaluationAnswer(
            run, data, split, validatesOnTest, confusion.Accuracy, figures.Interval.Low, figures.Interval.High, figures.Speakers, judgement.Loss, [.. clips.Labels], counts,
            confusion.PerClass(), figures.CalibrationError, [.. figures.Reliability.Where(b => b.Count > 0)], figures.Rejection,
            judged);
    }
}

/// <param name="Run">Its name.</param>
/// <param name="Data">What it was judged on.</param>
/// <param name="Split">Which side of that.</param>
/// <param name="ValidatesOnTest">Whether the model was chosen on these very clips.</param>
/// <param name="Accuracy">0..1.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Speakers">That the interval is taken over; 0 where it is over clips.</param>
/// <param name="Loss">Mean cross-entropy.</param>
/// <param name="Labels">Names.</param>
/// <param name="Confusion">[actual][predicted] clips.</param>
/// <param name="PerClass">Precision, recall, F1, clips.</param>
/// <param name="CalibrationError">Expected calibration error, 0..1.</param>
/// <param name="Reliability">Bins that hold clips.</param>
/// <param name="Rejection">What a threshold costs and saves.</param>
/// <param name="Clips">Every clip: those behind a cell are found by their labels; the worst are the wrong ones of the highest probability.</param>
internal sealed record EvaluationAnswer(
    string Run, string Data, string Split, bool ValidatesOnTest, double Accuracy, double Low, double High, int Speakers, double Loss, string[] Labels, int[][] Confusion,
    IReadOnlyList<ClassMetrics> PerClass, double CalibrationError, ReliabilityBin[] Reliability, IReadOnlyList<RejectionPoint> Rejection, JudgedClip[] Clips);

/// <param name="Name">File or row.</param>
/// <param name="Actual">Label number.</param>
/// <param name="Predicted">Label number.</param>
/// <param name="Probability">Of what was predicted.</param>
internal sealed record JudgedClip(string Name, int Actual, int Predicted, float Probability);
