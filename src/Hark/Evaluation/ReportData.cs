namespace Hark.Evaluation;

/// <summary>Everything that a <see cref="Report"/> shows. What is not set is left out of the page.</summary>
public sealed record ReportData
{
    /// <summary>The name of the model, for example <c>spectrogram-conv</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The figures: run, data, split, loss, every clip counted.</summary>
    public required EvaluationResult Evaluation { get; init; }

    /// <summary>The speaker of each clip is known: the interval of the accuracy over speakers.</summary>
    public AccuracyInterval? SpeakerInterval { get; init; }

    /// <summary>Trainable parameters; 0 where unknown.</summary>
    public long Parameters { get; init; }

    /// <summary>The curves of the training run.</summary>
    public ReportHistory? History { get; init; }

    /// <summary>How long the training took.</summary>
    public TimeSpan? TrainingTime { get; init; }

    /// <summary>The seed of the run.</summary>
    public long? Seed { get; init; }

    /// <summary>The command that repeats the run.</summary>
    public string? Command { get; init; }

    /// <summary>When the report was made.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Further lines of the table of the run, each a name and a value (front end, threads, versions).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>What a reader must know to judge the figures: "The validation clips are the test clips, as in the lesson."</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Wrong clips with their sound, in any order: the report shows the most confident twelve.</summary>
    public IReadOnlyList<ReportMistake> Mistakes { get; init; } = [];

    /// <summary>How far the probabilities can be believed, see <see cref="Calibration.Reliability"/>.</summary>
    public IReadOnlyList<ReliabilityBin> Reliability { get; init; } = [];

    /// <summary>The expected calibration error before the model's temperature; null where it has none.</summary>
    public double? UncalibratedError { get; init; }

    /// <summary>That error where the speakers judged are not those that a temperature was fitted on, see <see cref="EvaluationFigures.CalibrationErrorCrossFitted"/>; null where there is none.</summary>
    public double? CrossFittedError { get; init; }

    /// <summary>What a threshold costs and saves, see <see cref="RejectionCurve.Of"/>; shown where there are unknown words.</summary>
    public IReadOnlyList<RejectionPoint> Rejection { get; init; } = [];
}

/// <summary>The curves of a run, one value an epoch; the validation arrays may be empty.</summary>
public sealed record ReportHistory(int[] Epochs, double[] TrainAccuracy, double[] ValidationAccuracy, double[] TrainLoss, double[] ValidationLoss);

/// <summary>One clip that was taken for another word.</summary>
/// <param name="Label">The true label.</param>
/// <param name="Prediction">What the model took it for.</param>
/// <param name="Probability">How sure it was, 0..1.</param>
/// <param name="FileName">Where the clip came from, as a person would name it.</param>
/// <param name="Samples">Its wave, one channel; it is drawn, not played.</param>
/// <param name="Wav">A whole WAV file of the clip, which the page plays; empty for none. 8 kHz and 16 bits keep the page small.</param>
/// <param name="Spectrogram">[bins × frames] in decibels, low frequencies first; empty for none.</param>
/// <param name="SpectrogramBins">Bins of the spectrogram.</param>
public sealed record ReportMistake(string Label, string Prediction, double Probability, string FileName, float[] Samples, byte[] Wav, float[] Spectrogram, int SpectrogramBins);
