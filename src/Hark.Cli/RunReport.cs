using Hark.Audio;
using Hark.Data;
using Hark.Evaluation;
using Hark.Models;
using Hark.Signal;
using Hark.Training;

namespace Hark.Cli;

/// <summary>Writes <c>report.html</c>: what the run was, how well it does, and its worst mistakes to see and hear.</summary>
internal static class RunReport
{
    public static void Write(
        RunFolder folder, ModelSettings settings, DataSet data, History history, Judgement judgement, EvaluationResult result, ClipSource clips, TimeSpan elapsed)
    {
        IReadOnlyList<EpochResult> epochs = history.Epochs;
        bool validated = epochs.All(e => e.ValLoss is not null);
        Report.Build(new ReportData
        {
            Model = settings.Model,
            Evaluation = settings.Training?.Data is null ? result with { Data = "the bundled corpus" } : result,
            Parameters = ParameterCount(settings),
            History = new ReportHistory(
                [.. epochs.Select(e => e.Epoch)],
                [.. epochs.Select(e => e.Accuracy)],
                validated ? [.. epochs.Select(e => e.ValAccuracy!.Value)] : [],
                [.. epochs.Select(e => e.Loss)],
                validated ? [.. epochs.Select(e => e.ValLoss!.Value)] : []),
            TrainingTime = elapsed,
            Seed = settings.Training?.Seed,
            Command = settings.Training?.Command,
            Created = DateTimeOffset.Now,
            Details =
            [
                new("Front end", $"{FrontEndName(settings.FrontEnd.Kind)} at {settings.FrontEnd.SampleRate:N0} Hz"),
                new("Best epoch", $"{history.Best!.Epoch} of {epochs.Count}"),
                new("Threads", $"{settings.Training?.Threads}"),
                new("Hark", settings.Hark),
                new(".NET", settings.Runtime),
            ],
            Remarks = Remarks(settings, data, result),
            SpeakerInterval = result.Figures is { Speakers: > 0 } overSpeakers ? overSpeakers.Interval : null,
            Reliability = result.Figures?.Reliability ?? [],
            UncalibratedError = result.Figures is { Temperature: not 1 } scaled ? scaled.CalibrationErrorBefore : null,
            CrossFittedError = result.Figures is { Temperature: not 1, CalibrationErrorCrossFitted: var error } && double.IsFinite(error) ? error : null,
            Rejection = result.Figures?.Rejection ?? [],
            Mistakes = [.. judgement.WorstMistakes(Report.MostMistakes).Select(m => Describe(m, clips))],
        }).Save(folder.Report);
    }

    private static List<string> Remarks(ModelSettings settings, DataSet data, EvaluationResult result)
    {
        var remarks = new List<string>(data.Summary.Notes);
        if (settings.Training?.Data is null)
        {
            remarks.Add("The bundled corpus is synthetic speech: these figures say how well the model tells synthetic voices apart, not people.");
        }

        if (result.Split != "test")
        {
            remarks.Add("There are no test clips: the figures are of the validation clips, by which the best epoch was also chosen.");
        }

        return remarks;
    }

    private static ReportMistake Describe(Mistake mistake, ClipSource clips)
    {
        AudioClip clip = clips.Clip(mistake.Index);
        Spectrogram decibels = Decibels.FromAmplitude(Stft.Magnitude(clip, nFft: 256));
        AudioClip small = clip.SampleRate > 8000 ? Resampler.Resample(clip, 8000) : clip;
        return new ReportMistake(
            mistake.Label, mistake.Predicted, mistake.Probability, mistake.Name, clip.Samples.ToArray(), small.ToWavBytes(), decibels.Values.ToArray(), decibels.Bins);
    }

    private static string FrontEndName(FrontEndKind kind) => kind switch
    {
        FrontEndKind.Waveform => "waveform",
        FrontEndKind.Magnitude => "magnitude spectrogram",
        FrontEndKind.Db => "spectrogram in dB",
        FrontEndKind.LogMel => "log-mel",
        _ => "MFCC",
    };

    private static long ParameterCount(ModelSettings settings)
    {
        using Layers.Network network = ModelFile.Build(settings);
        return network.TrainableCount;
    }
}
