using System.Numerics;

namespace Hark.Kernels;

/// <summary>
/// Sums over the rows of a channels-last matrix [rows, channels]. Rows are cut into a fixed number of slices, each summed in float over short
/// runs and in double beyond, and joined in order: the result does not depend on the thread count.
/// </summary>
public sealed unsafe class ChannelSums(WorkerPool pool, int rows, ChannelBands bands)
{
    private const int Slices = 16;
    private const int RunRows = 64;
    private readonly double[] _partial = new double[Slices * 2 * bands.Length];

    /// <summary>[bands, channels]: Σ (x − shift), or Σ dy.</summary>
    public double[] First { get; } = new double[bands.Length];

    /// <summary>[bands, channels]: Σ (x − shift)², or Σ dy (x − shift).</summary>
    public double[] Second { get; } = new double[bands.Length];

    /// <summary>First = Σ (x − shift), Second = Σ (x − shift)².</summary>
    public void OfSquares(ReadOnlySpan<float> x, ReadOnlySpan<float> shift) => Run(x, x, shift, product: false);

    /// <summary>First = Σ dy, Second = Σ dy (x − shift).</summary>
    public void OfProduct(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, ReadOnlySpan<float> shift) => Run(dy, x, shift, product: true);

    private void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> x, ReadOnlySpan<float> shift, bool product)
    {
        fixed (float* pa = a, px = x, pShift = shift)
        fixed (double* partial = _partial)
        {
            var work = new Work(pa, px, pShift, partial, rows, bands, product);
            pool.Run(Slices, ref work);
        }

        Array.Clear(First);
        Array.Clear(Second);
        for (int slice = 0; slice < Slices; slice++)
        {
            for (int c = 0; c < bands.Length; c++)
            {
                First[c] += _partial[(slice * 2 * bands.Length) + c];
                Second[c] += _partial[(((slice * 2) + 1) * bands.Length) + c];
            }
        }
    }

    private readonly struct Work(float* a, float* x, float* shift, double* partial, int rows, ChannelBands bands, bool product) : IParallelWork
    {
        public void Execute(int slice)
        {
            int channels = bands.Channels;
            double* slicePartial = partial + (slice * 2 * bands.Length);
            new Span<double>(slicePartial, 2 * bands.Length).Clear();
            long end = (long)rows * (slice + 1) / Slices;
            long stop;
            for (long start = (long)rows * slice / Slices; start < end; start = stop)
            {
                stop = Math.Min(bands.RunEnd(start, end), start + RunRows);
                int offset = bands.OffsetOf(start);
                double* first = slicePartial + offset;
                double* second = first + bands.Length;
                float* origins = shift + offset;
                int c = 0;
                for (; c <= channels - Vector<float>.Count; c += Vector<float>.Count)
                {
                    Vector<float> sum = Vector<float>.Zero, squares = Vector<float>.Zero;
                    Vector<float> origin = Vector.Load(origins + c);
                    for (long row = start; row < stop; row++)
                    {
                        long at = (row * channels) + c;
                        Vector<float> centred = Vector.Load(x + at) - origin;
                        Vector<float> factor = product ? Vector.Load(a + at) : centred;
                        sum += factor;
                        squares += factor * centred;
                    }

                    for (int lane = 0; lane < Vector<float>.Count; lane++)
                    {
                        first[c + lane] += sum[lane];
                        second[c + lane] += squares[lane];
                    }
                }

                for (; c < channels; c++)
                {
                    for (long row = start; row < stop; row++)
                    {
                        long at = (row * channels) + c;
                        float centred = x[at] - origins[c];
                        float factor = product ? a[at] : centred;
                        first[c] += factor;
                        second[c] += (double)factor * centred;
                    }
                }
            }
        }
    }
}
