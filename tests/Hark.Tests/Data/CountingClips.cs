using Hark.Data;

namespace Hark.Tests.Data;

/// <summary>Clips whose samples tell which clip of which epoch they are; three labels in turn.</summary>
internal sealed class CountingClips(int count) : ClipSource(new LabelSet(["a", "b", "c"]), sampleRate: 4, clipSamples: Length)
{
    public const int Length = 3;
    private int _reads;

    public int BrokenIndex { get; init; } = -1;

    public int Reads => Volatile.Read(ref _reads);

    public override int Count => count;

    public static float[] Wave(int epoch, int index) => [epoch, index, epoch + index];

    public override int LabelIndex(int index) => index % 3;

    public override string Name(int epoch, int index) => $"clip {index}";

    public override void Read(int epoch, int index, Span<float> samples)
    {
        Interlocked.Increment(ref _reads);
        if (index == BrokenIndex)
        {
            throw new HarkException($"clip {index} is broken");
        }

        Wave(epoch, index).CopyTo(samples);
    }
}
