using Hark.Kernels;

namespace Hark.Bench;

/// <summary>A kernel of a shape with seeded numbers to work on.</summary>
public sealed class KernelBuffers : IDisposable
{
    private readonly WorkerPool _pool;
    private readonly ConvolutionKernel _kernel;
    private readonly AlignedBuffer _x;
    private readonly AlignedBuffer _y;
    private readonly AlignedBuffer _weight;
    private readonly AlignedBuffer _bias;
    private readonly AlignedBuffer _dx;
    private readonly AlignedBuffer _dWeight;

    public KernelBuffers(ConvolutionShape shape, int threads)
    {
        _pool = new WorkerPool(threads);
        _kernel = ConvolutionKernels.Create(shape, _pool, training: true);
        _x = Seeded(shape.InputLength, 1);
        _y = Seeded(shape.OutputLength, 2);
        _weight = Seeded(shape.WeightLength, 3);
        _bias = Seeded(shape.OutputChannels, 4);
        _dx = new AlignedBuffer(shape.InputLength);
        _dWeight = new AlignedBuffer(shape.WeightLength);
    }

    public void Forward() => _kernel.Forward(_x.Span, _weight.Span, _bias.Span, relu: true, _y.Span);

    public void InputGradient() => _kernel.InputGradient(_y.Span, _weight.Span, _dx.Span);

    public void WeightGradient() => _kernel.WeightGradient(_x.Span, _y.Span, _dWeight.Span, _bias.Span);

    public void Dispose()
    {
        _kernel.Dispose();
        _pool.Dispose();
        foreach (AlignedBuffer buffer in (AlignedBuffer[])[_x, _y, _weight, _bias, _dx, _dWeight])
        {
            buffer.Dispose();
        }
    }

    private static AlignedBuffer Seeded(int length, long seed)
    {
        var buffer = new AlignedBuffer(length);
        var random = new SeededRandom(seed);
        foreach (ref float value in buffer.Span)
        {
            value = random.NextSingle(-1, 1);
        }

        return buffer;
    }
}
