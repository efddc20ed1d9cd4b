namespace Hark.Signal;

/// <summary>What is measured of each frame of sound.</summary>
public enum FeatureKind
{
    /// <summary>|X|, [nFft/2 + 1].</summary>
    Magnitude,

    /// <summary>|X|², [nFft/2 + 1].</summary>
    Power,

    /// <summary>20·log10 |X| against a reference, [nFft/2 + 1].</summary>
    Decibels,

    /// <summary>Mel bands of |X|² (or |X|), [bands].</summary>
    Mel,

    /// <summary>Logarithm of the mel bands, [bands].</summary>
    LogMel,

    /// <summary>Cepstral coefficients: cosine transform of the logarithm of the mel bands, [coefficients].</summary>
    Mfcc,

    /// <summary>Root of the mean square of the frame, [1].</summary>
    Rms,

    /// <summary>Part of the frame's samples where the sign changes, [1].</summary>
    ZeroCrossings,

    /// <summary>Mean frequency weighted by |X|, Hz, [1].</summary>
    Centroid,
}

/// <summary>How mel bands become logarithms.</summary>
public enum LogForm
{
    /// <summary>10·log10(max(1e−10, x)/reference), kept within a range below the largest: librosa's power_to_db.</summary>
    Decibels,

    /// <summary>ln(x + offset): the form of the small keyword-spotting networks.</summary>
    NaturalLog,
}

/// <summary>Every setting of a front end, from sound to numbers. A model file carries these, so that training and live use agree.</summary>
public sealed record FeatureOptions
{
    private const double LeastOffset = 1e-30;

    public FeatureKind Kind { get; init; } = FeatureKind.Magnitude;

    /// <summary>Of the sound, Hz.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>Frames and transform; NFft is the frame length of RMS and zero crossings.</summary>
    public StftOptions Stft { get; init; } = new();

    public MelOptions Mel { get; init; } = new();

    /// <summary>True: mel bands gather |X|²; false: |X|.</summary>
    public bool MelOfPower { get; init; } = true;

    public LogForm LogForm { get; init; } = LogForm.Decibels;

    /// <summary>Added before the natural logarithm, at least 1e−30.</summary>
    public double LogOffset { get; init; } = 1e-6;

    /// <summary>Amplitude (Decibels) or power (LogMel, Mfcc) that is 0 dB; null takes the largest of the sound.</summary>
    public double? Reference { get; init; } = 1;

    /// <summary>Decibels kept below the largest of the sound; null keeps all.</summary>
    public double? TopDb { get; init; } = 80;

    /// <summary>Cepstral coefficients kept.</summary>
    public int Coefficients { get; init; } = 20;

    /// <summary>Coefficient n is multiplied by 1 + L/2·sin(π·(n + 1)/L); 0 leaves them.</summary>
    public double Lifter { get; init; }

    /// <summary>Values a frame gives.</summary>
    public int Rows => Kind switch
    {
        FeatureKind.Magnitude or FeatureKind.Power or FeatureKind.Decibels => Stft.Bins,
        FeatureKind.Mel or FeatureKind.LogMel => Mel.Bands,
        FeatureKind.Mfcc => Coefficients,
        _ => 1,
    };

    /// <summary>True where a frame's values depend on the loudest frame of the whole sound, which a stream does not know.</summary>
    public bool NeedsWholeSound => TakesDecibels && (Reference is null || TopDb is not null);

    private bool TakesDecibels
        => Kind == FeatureKind.Decibels || (Kind is FeatureKind.LogMel or FeatureKind.Mfcc && LogForm == LogForm.Decibels);

    /// <summary>Reports every error of these options (of <see cref="Stft"/> and <see cref="Mel"/> first).</summary>
    /// <exception cref="HarkException">Names each option that is wrong, its value and what it must be.</exception>
    public void Validate()
    {
        Stft.Validate();
        SignalGuard.CheckRate(SampleRate, "The sample rate");
        var errors = new List<string>();
        if (!Enum.IsDefined(Kind))
        {
            errors.Add($"kind is {(int)Kind}, must be one of {string.Join(", ", Enum.GetNames<FeatureKind>())}");
        }

        if (!Enum.IsDefined(LogForm))
        {
            errors.Add($"log form is {(int)LogForm}, must be one of {string.Join(", ", Enum.GetNames<LogForm>())}");
        }

        if (!(LogOffset >= LeastOffset))
        {
            errors.Add($"log offset is {LogOffset}, must be at least {LeastOffset}");
        }

        if (Reference <= 0)
        {
            errors.Add($"reference is {Reference}, must be above 0");
        }

        if (TopDb < 0)
        {
            errors.Add($"top_db is {TopDb}, must be 0 or more");
        }

        if (!(Lifter >= 0))
        {
            errors.Add($"lifter is {Lifter}, must be 0 or more");
        }

        if (Kind is FeatureKind.Mel or FeatureKind.LogMel or FeatureKind.Mfcc)
        {
            Mel.Validate(SampleRate);
            if (Kind == FeatureKind.Mfcc && (Coefficients < 1 || Coefficients > Mel.Bands))
            {
                errors.Add($"coefficients are {Coefficients}, must be 1..{Mel.Bands}, the number of mel bands");
            }
        }

        if (errors.Count > 0)
        {
            throw new HarkException($"Feature options: {string.Join("; ", errors)}.");
        }
    }
}
