using System.Numerics;

namespace Hark.Kernels;

/// <summary>Straight lines a channel, for channels-last data: the inner work of batch normalisation.</summary>
public static unsafe class ChannelAffine
{
    /// <summary>y[r, c] = x[r, c] · scale[band(r), c] + shift[band(r), c], then max(0, ·) where <paramref name="relu"/>. y may be exactly x.</summary>
    public static void Apply(WorkerPool pool, ChannelBands bands, ReadOnlySpan<float> x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, bool relu, Span<float> y)
    {
        fixed (float* px = x, pScale = scale, pShift = shift, py = y)
        {
            int rows = y.Length / bands.Channels;
            var work = new Line(px, pScale, pShift, py, bands, rows, pool.Threads, relu);
            pool.Run(pool.Threads, ref work);
        }
    }

    /// <summary>y[r, c] = a[r, c] · scale[band(r), c] + b[r, c] · slope[band(r), c] + shift[band(r), c]. y may be exactly a or b.</summary>
    public static void Apply(
        WorkerPool pool, ChannelBands bands, ReadOnlySpan<float> a, ReadOnlySpan<float> scale, ReadOnlySpan<float> b, ReadOnlySpan<float> slope, ReadOnlySpan<float> shift, Span<float> y)
    {
        fixed (float* pa = a, pScale = scale, pb = b, pSlope = slope, pShift = shift, py = y)
        {
            int rows = y.Length / bands.Channels;
            var work = new Plane(pa, pScale, pb, pSlope, pShift, py, bands, rows, pool.Threads);
            pool.Run(pool.Threads, ref work);
        }
    }

    private readonly struct Line(float* x, float* scale, float* shift, float* y, ChannelBands bands, int rows, int parts, bool relu) : IParallelWork
    {
        public void Execute(int part)
        {
            float floor = relu ? 0 : float.NegativeInfinity;
            var least = new Vector<float>(floor);
            int lanes = Vector<float>.Count;
            long end = (long)rows * (part + 1) / parts;
            int channels = bands.Channels;
            for (long row = (long)rows * part / parts; row < end; row++)
            {
                float* from = x + (row * channels);
                float* to = y + (row * channels);
                int offset = bands.OffsetOf(row);
                float* scales = scale + offset;
                float* shifts = shift + offset;
                int c = 0;
                for (; c <= channels - lanes; c += lanes)
                {
                    Vector<float> line = (Vector.Load(from + c) * Vector.Load(scales + c)) + Vector.Load(shifts + c);
                    Vector.Max(line, least).Store(to + c);
                }

                for (; c < channels; c++)
                {
                    to[c] = MathF.Max(floor, (from[c] * scales[c]) + shifts[c]);
                }
            }
        }
    }

    private readonly struct Plane(float* a, float* scale, float* b, float* slope, float* shift, float* y, ChannelBands bands, int rows, int parts) : IParallelWork
    {
        public void Execute(int part)
        {
            int lanes = Vector<float>.Count;
            long end = (long)rows * (part + 1) / parts;
            int channels = bands.Channels;
            for (long row = (long)rows * part / parts; row < end; row++)
            {
                int offset = bands.OffsetOf(row);
                float* scales = scale + offset;
                float* slopes = slope + offset;
                float* shifts = shift + offset;
                float* fromA = a + (row * channels);
                float* fromB = b + (row * channels);
                float* to = y + (row * channels);
                int c = 0;
                for (; c <= channels - lanes; c += lanes)
                {
                    ((Vector.Load(fromA + c) * Vector.Load(scales + c))
                        + (Vector.Load(fromB + c) * Vector.Load(slopes + c))
                        + Vector.Load(shifts + c)).Store(to + c);
                }

                for (; c < channels; c++)
                {
                    to[c] = (fromA[c] * scales[c]) + (fromB[c] * slopes[c]) + shifts[c];
                }
            }
        }
    }
}
