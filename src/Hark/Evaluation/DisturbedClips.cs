using Hark.Data;

namespace Hark.Evaluation;

/// <summary>Changes a clip; the index names its draws.</summary>
internal delegate void Disturbance(int index, Span<float> samples);

/// <summary>The clips of another source, each disturbed in the same way.</summary>
internal sealed class DisturbedClips(ClipSource source, Disturbance disturb) : ClipSource(source.Labels, source.SampleRate, source.ClipSamples)
{
    public override int Count => source.Count;

    public override int LabelIndex(int index) => source.LabelIndex(index);

    public override string Name(int epoch, int index) => source.Name(epoch, index);

    public override string? Speaker(int epoch, int index) => source.Speaker(epoch, index);

    public override void Read(int epoch, int index, Span<float> samples)
    {
        source.Read(epoch, index, samples);
        disturb(index, samples);
    }
}
