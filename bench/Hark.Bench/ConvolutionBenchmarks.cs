using BenchmarkDotNet.Attributes;

namespace Hark.Bench;

/// <summary>Every convolution of Hark's networks, in every direction.</summary>
[MemoryDiagnoser]
public class ConvolutionBenchmarks : IDisposable
{
    private KernelBuffers? _buffers;

    public static IEnumerable<string> Shapes => KernelShapes.All.Keys;

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _buffers = new KernelBuffers(KernelShapes.All[Shape], Threads);

    [GlobalCleanup]
    public void Dispose()
    {
        _buffers?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Forward() => _buffers!.Forward();

    [Benchmark]
    public void InputGradient() => _buffers!.InputGradient();

    [Benchmark]
    public void WeightGradient() => _buffers!.WeightGradient();
}
