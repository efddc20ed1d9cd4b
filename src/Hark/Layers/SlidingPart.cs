using Hark.Kernels;

namespace Hark.Layers;

/// <summary>A <see cref="SlidingStage"/> made ready: its steps on the new columns of a window, and on all of them for a window that shares none.</summary>
internal sealed unsafe class SlidingPart : IDisposable
{
    private readonly ClipNetwork _narrow;
    private readonly ClipNetwork? _wide;
    private readonly Splice _splice;
    private readonly Splice _none;
    private readonly TensorShape _from;
    private readonly TensorShape _to;

    /// <param name="network">Of the stage.</param>
    /// <param name="stage">Of a network that is known to be run clip by clip.</param>
    public SlidingPart(Network network, SlidingStage stage)
    {
        _from = stage.From.OutputShape;
        _to = stage.To.OutputShape;
        _splice = stage.Splice;
        _none = Splice.None(_from.Width);
        _narrow = Create(network, stage, _splice.Columns);
        _wide = _splice == _none ? null : Create(network, stage, _from.Width);
    }

    /// <summary>Floats of working memory.</summary>
    public int Memory => Math.Max(_narrow.Memory, _wide?.Memory ?? 0);

    public void TakeWeights()
    {
        _narrow.TakeWeights();
        _wide?.TakeWeights();
    }

    /// <param name="from">The whole input.</param>
    /// <param name="slides">Whether <paramref name="to"/> holds the columns that are not new; else all are made.</param>
    /// <param name="memory"><see cref="Memory"/> floats.</param>
    /// <param name="to">The whole output.</param>
    public void Forward(ReadOnlySpan<float> from, bool slides, Span<float> memory, Span<float> to)
    {
        ClipNetwork steps = slides || _wide is null ? _narrow : _wide;
        Splice splice = slides || _wide is null ? _splice : _none;
        splice.Gather(from, _from.Height, _from.Channels, memory[steps.Input.Offset..]);
        fixed (float* work = memory)
        {
            foreach (PlannedClipStep step in steps.Steps)
            {
                step.Execute(work, 0, 1);
            }
        }

        ReadOnlySpan<float> made = memory[steps.Output.Offset..];
        if (_wide is null)
        {
            made[..to.Length].CopyTo(to);
        }
        else
        {
            splice.Scatter(made, _to.Height, _to.Channels, to);
        }
    }

    public void Dispose()
    {
        _narrow.Dispose();
        _wide?.Dispose();
    }

    private static ClipNetwork Create(Network network, SlidingStage stage, int columns)
        => ClipNetwork.TryCreate(new NetworkPart(network, stage.From, stage.To, columns), 1) ?? throw new InvalidOperationException("A part of a network has no step that the network has.");
}
