using System.Diagnostics;
using System.Numerics;

namespace Hark.Kernels;

/// <summary>A function of two numbers, element by element; one that needs only one ignores <c>b</c>.</summary>
public interface IElementwise
{
    static abstract float Invoke(float a, float b);

    static abstract Vector<float> Invoke(Vector<float> a, Vector<float> b);
}

/// <summary>a + b.</summary>
public readonly struct Sum : IElementwise
{
    public static float Invoke(float a, float b) => a + b;

    public static Vector<float> Invoke(Vector<float> a, Vector<float> b) => a + b;
}

/// <summary>a where b &gt; 0, else 0: the gradient of max(0, ·) when b is its output.</summary>
public readonly struct MaskPositive : IElementwise
{
    public static float Invoke(float a, float b) => b > 0 ? a : 0;

    public static Vector<float> Invoke(Vector<float> a, Vector<float> b)
        => Vector.ConditionalSelect(Vector.GreaterThan(b, Vector<float>.Zero), a, Vector<float>.Zero);
}

/// <summary>The one loop of all element-wise work: vectors, then the rest one by one, in slices over the pool.</summary>
public static unsafe class Elementwise
{
    private const int SmallestSlice = 1 << 14;

    /// <summary>y[i] = op(a[i], b[i]). <paramref name="y"/> is overwritten and may be exactly a or b, but not a shifted part of them.</summary>
    public static void Apply<TOperation>(WorkerPool pool, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
        where TOperation : struct, IElementwise
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (a.Length != y.Length || b.Length != y.Length)
        {
            throw new ArgumentException($"Lengths differ: a {a.Length}, b {b.Length}, y {y.Length}.", nameof(y));
        }

        fixed (float* pa = a, pb = b, py = y)
        {
            int parts = Math.Min(pool.Threads, 1 + (y.Length / SmallestSlice));
            var work = new Work<TOperation>(pa, pb, py, y.Length, parts);
            pool.Run(parts, ref work);
        }
    }

    /// <summary>As <see cref="Apply{TOperation}(WorkerPool, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>, on the calling thread.</summary>
    internal static void Apply<TOperation>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
        where TOperation : struct, IElementwise
    {
        Debug.Assert(a.Length == y.Length && b.Length == y.Length);
        fixed (float* pa = a, pb = b, py = y)
        {
            new Work<TOperation>(pa, pb, py, y.Length, 1).Execute(0);
        }
    }

    private readonly struct Work<TOperation>(float* a, float* b, float* y, int length, int parts) : IParallelWork
        where TOperation : struct, IElementwise
    {
        public void Execute(int part)
        {
            int i = WorkerPool.SliceStart(length, part, parts);
            int end = WorkerPool.SliceStart(length, part + 1, parts);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                TOperation.Invoke(Vector.Load(a + i), Vector.Load(b + i)).Store(y + i);
            }

            for (; i < end; i++)
            {
                y[i] = TOperation.Invoke(a[i], b[i]);
            }
        }
    }
}
