using Hark.Data;
using Hark.Models;

namespace Hark.Training;

/// <summary>Joins clips to a front end: features are made batch by batch, never for a whole data set at once.</summary>
public static class FeaturePipeline
{
    /// <summary>Each clip as the features of <paramref name="frontEnd"/>; one front end a thread.</summary>
    /// <exception cref="HarkException">The clips come at another rate or length than the front end takes.</exception>
    public static ClipPipeline WithFrontEnd(this ClipSource clips, FrontEndSettings frontEnd)
    {
        ArgumentNullException.ThrowIfNull(clips);
        return clips.Repeat(1).WithFrontEnd(frontEnd);
    }

    /// <inheritdoc cref="WithFrontEnd(ClipSource, FrontEndSettings)"/>
    public static ClipPipeline WithFrontEnd(this ClipPipeline pipeline, FrontEndSettings frontEnd)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(frontEnd);
        ClipSource clips = pipeline.Source;
        if (clips.SampleRate != frontEnd.SampleRate || clips.ClipSamples != frontEnd.ClipSamples)
        {
            throw new HarkException(
                $"The clips come as {clips.ClipSamples} samples at {clips.SampleRate} Hz, but the model takes {frontEnd.ClipSamples} at {frontEnd.SampleRate} Hz. "
                + "Open the data with the model's rate and length, which resamples it.");
        }

        return frontEnd.Kind == FrontEndKind.Waveform
            ? pipeline
            : pipeline.MapPerThread(frontEnd.Shape().Length, () => new FrontEnd(frontEnd).Transform);
    }
}
