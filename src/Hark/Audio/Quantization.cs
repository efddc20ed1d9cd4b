namespace Hark.Audio;

/// <summary>A quantised clip and what quantising did to it.</summary>
/// <param name="Quantizer">With its levels, step and theoretical signal-to-noise ratio.</param>
/// <param name="Clip">The quantised samples.</param>
/// <param name="LargestError">Largest magnitude of the error; at most half a step where nothing clips and no dither is used.</param>
/// <param name="SignalRms">Root mean square of the original.</param>
/// <param name="ErrorRms">Root mean square of the error.</param>
/// <param name="ClippedSamples">Samples beyond the outermost levels by more than half a step.</param>
public sealed record Quantization(
    Quantizer Quantizer, AudioClip Clip, double LargestError, double SignalRms, double ErrorRms, long ClippedSamples)
{
    /// <summary>20·log10(signal / error); infinite where nothing was lost, NaN for silence without error.</summary>
    public double MeasuredSnrDb => 20 * Math.Log10(SignalRms / ErrorRms);

    /// <summary>What theory expects at this clip's level, see <see cref="Quantizer.ExpectedSnrDb"/>.</summary>
    public double ExpectedSnrDb => Quantizer.ExpectedSnrDb(SignalRms);
}
