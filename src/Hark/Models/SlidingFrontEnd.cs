using Hark.Layers;
using Hark.Signal;

namespace Hark.Models;

/// <summary>
/// A <see cref="FrontEnd"/> for windows that follow each other over one sound: what it gives for a window is what the front end of training gives
/// for it, with the frames that windows share computed once. One thread at a time; no allocation.
/// </summary>
internal sealed class SlidingFrontEnd
{
    private readonly FrontEnd _frontEnd;
    private readonly SlidingFeatures? _sliding;
    private readonly float[] _rows = [];

    /// <param name="settings">The model's.</param>
    /// <param name="stepSamples">From the start of a window to that of the next.</param>
    public SlidingFrontEnd(FrontEndSettings settings, int stepSamples)
    {
        _frontEnd = new FrontEnd(settings);
        if (settings.Features is { } features && SlidingFeatures.Serves(features))
        {
            _sliding = new SlidingFeatures(features, settings.ClipSamples, stepSamples);
            _rows = settings.Layout == FeatureLayout.Image ? new float[_frontEnd.Shape.Length] : [];
        }
    }

    /// <summary>Values of a window's features.</summary>
    public int Length => _frontEnd.Shape.Length;

    /// <summary>How what the network takes follows from window to window; null where windows share no frame, or where time is not the width.</summary>
    public WindowMotion? Motion
        => _sliding is { FramesApart: { } frames } && _frontEnd.Settings.Layout != FeatureLayout.ImageTimeFirst
            ? new WindowMotion(_sliding.Phases, frames, _sliding.EdgeBefore, _sliding.EdgeAfter)
            : null;

    /// <summary>Overwrites <paramref name="features"/> with what the network takes.</summary>
    /// <param name="window">[ClipSamples] at the settings' rate, finite.</param>
    /// <param name="number">Which window it is: each begins a step after the one before. Windows may be left out, but not be gone back to.</param>
    /// <param name="features">[<see cref="Length"/>].</param>
    public void Transform(ReadOnlySpan<float> window, long number, Span<float> features)
    {
        if (_sliding is null)
        {
            _frontEnd.Transform(window, features);
            return;
        }

        if (_frontEnd.Settings.Layout == FeatureLayout.Image)
        {
            _sliding.Extract(window, number, _rows);
            Transpose.Of(_rows, _sliding.Frames, _rows.Length / _sliding.Frames, features);
        }
        else
        {
            _sliding.Extract(window, number, features);
        }

        FrontEnd.Scale(_frontEnd.Settings, features);
    }

    /// <summary>Forgets the windows so far.</summary>
    public void Reset() => _sliding?.Reset();
}
