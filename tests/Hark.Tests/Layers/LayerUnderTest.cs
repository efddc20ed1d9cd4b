using Hark.Kernels;
using Hark.Layers;
using Hark.Tests.Oracle;

namespace Hark.Tests.Layers;

/// <summary>A small network around one layer or a few, run forward and backward on given numbers. Parameter p starts at seeded values.</summary>
internal sealed class LayerUnderTest : IDisposable
{
    private readonly WorkerPool _pool;
    private readonly Execution _execution;

    public LayerUnderTest(TensorShape input, Func<Layer, Layer> build, int batch, int parameterSeed, bool training = true, int threads = 2)
    {
        var start = Layer.Input(input);
        Network = new Network(start, build(start));
        _pool = new WorkerPool(threads);
        _execution = new Execution(Network, batch, training, _pool, inputGradient: training);
        for (int p = 0; p < Network.Parameters.Count; p++)
        {
            Parameter parameter = Network.Parameters[p];
            (double scale, double offset) = parameter.Definition.Name is "gamma" or "moving_variance" ? (0.5, 1.0) : (1.0, 0.0);
            SeededNumbers.Fill(parameterSeed + p, parameter.Value, scale, offset);
        }
    }

    public Network Network { get; }

    /// <summary>Names the masks of dropout.</summary>
    public StepChance Chance => _execution.Chance;

    public int InputLength => _execution.Input.Length;

    public int OutputLength => _execution.Output.Length;

    /// <summary>y for x.</summary>
    public float[] Forward(ReadOnlySpan<float> x)
    {
        x.CopyTo(_execution.Input.Value);
        _execution.Forward();
        return _execution.Output.Value.ToArray();
    }

    /// <summary>dx; the parameters' gradients then stand in <see cref="Network"/>. After a forward pass.</summary>
    public float[] Backward(ReadOnlySpan<float> dy)
    {
        dy.CopyTo(_execution.Output.Gradient);
        _execution.Backward();
        return _execution.Input.Gradient.ToArray();
    }

    public void Dispose()
    {
        _execution.Dispose();
        Network.Dispose();
        _pool.Dispose();
    }
}
