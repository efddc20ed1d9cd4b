using Hark.Kernels;

namespace Hark.Layers;

/// <summary>What a layer is given when its execution is planned.</summary>
/// <param name="Batch">Clips a pass.</param>
/// <param name="Training">Whether backward will run.</param>
/// <param name="Pool">The team that works.</param>
/// <param name="Inputs">One tensor an input.</param>
/// <param name="Output">Where the result goes.</param>
/// <param name="Parameters">In the order the layer asked for them.</param>
/// <param name="FuseReLU">Whether to clamp the output at zero on behalf of a ReLU that follows.</param>
/// <param name="Chance">Names the random stream of the current step.</param>
/// <param name="Index">The layer's place in the network, a key for its random stream.</param>
/// <param name="FusePooling">Whether to pool the output by two on behalf of the max pooling after that ReLU; <paramref name="Output"/> is then pooled.</param>
/// <param name="AddGradient">Whether backward shall add to the input's gradient, which another layer has written, instead of overwriting it.</param>
public sealed record LayerPlan(
    int Batch, bool Training, WorkerPool Pool, Tensor[] Inputs, Tensor Output, Parameter[] Parameters, bool FuseReLU, StepChance Chance, int Index, bool FusePooling = false, bool AddGradient = false)
{
    /// <summary>The layer's only input.</summary>
    public Tensor Input => Inputs[0];
}

/// <summary>The seed and step from which dropout draws: the same pair gives the same masks, whatever ran before.</summary>
public sealed class StepChance
{
    public long Seed { get; set; }

    public long Step { get; set; }
}

/// <summary>A layer made ready for one batch size. Bound to its tensors and parameters; one call at a time.</summary>
public abstract class LayerExecution : IDisposable
{
    /// <summary>Reads the inputs' values, overwrites the output's value.</summary>
    public abstract void Forward();

    /// <summary>
    /// Reads the output's gradient; overwrites the gradient of each input that wants one (<see cref="Tensor.HasGradient"/>) and of
    /// each trainable parameter. May destroy the output's gradient.
    /// </summary>
    public abstract void Backward();

    /// <summary>Says that a parameter may have changed since the last forward pass. Told at inference, before every pass of which that is true.</summary>
    internal virtual void WeightsChanged()
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
