using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>The right side of a <see cref="ClipStep"/>'s matrix product: weights [depth, outputs] in panels, a bias, and whether to clamp at zero.</summary>
internal sealed unsafe class PackedClipWeights<TVector, TLanes> : IDisposable
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly int _depth;
    private readonly int _outputs;
    private readonly bool _relu;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _bias;

    public PackedClipWeights(int depth, int outputs, bool relu)
    {
        (_depth, _outputs, _relu) = (depth, outputs, relu);
        _weights = new AlignedBuffer(PanelProduct<TVector, TLanes>.PackedLength(depth, outputs));
        _bias = new AlignedBuffer(PanelProduct<TVector, TLanes>.RoundUp(outputs, PanelProduct<TVector, TLanes>.PanelWidth));
    }

    /// <summary>Rows between which a product may be cut: whole register blocks, of two or three such units, then lie on both sides.</summary>
    public static int Unit => PanelProduct<TVector, TLanes>.ShortRows / 2;

    /// <summary>Takes weight · scale and the bias <paramref name="shift"/>.</summary>
    public void Set(ReadOnlySpan<float> weight, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        float[] folded = new float[weight.Length];
        for (int i = 0; i < folded.Length; i++)
        {
            folded[i] = weight[i] * scale[i % _outputs];
        }

        shift.CopyTo(_bias.Span);
        fixed (float* from = folded)
        {
            PanelProduct<TVector, TLanes>.Pack(from, _outputs, 1, _depth, _outputs, 0, _depth, Pointer(_weights));
        }
    }

    /// <summary>
    /// y = a · weights + bias, clamped. Computes whole register blocks and vectors: at least two units of rows, and past the end of each row, where
    /// the next one follows. So the last columns come first.
    /// </summary>
    /// <param name="a">[rows, depth], rows <paramref name="step"/> apart, readable for three units more.</param>
    /// <param name="step">From a row to the next.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="y">[rows, outputs], writable for three units and two vectors more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(float* a, nint step, int rows, float* y)
    {
        int width = PanelProduct<TVector, TLanes>.PanelWidth, unit = Unit;
        int units = Math.Max(2, (rows + unit - 1) / unit);
        int shortBlocks = units % 3 == 0 ? 0 : 3 - (units % 3);
        int tallRows = (units - (2 * shortBlocks)) * unit;
        MicroTask task = PanelProduct<TVector, TLanes>.Packed(_depth, _outputs);
        task.ARow = step;
        task.AStep = 1;
        task.Relu = _relu;
        for (int n0 = (_outputs - 1) / width * width; n0 >= 0; n0 -= width)
        {
            int vectors = _outputs - n0 > TLanes.Width ? 2 : 1;
            float* panel = Pointer(_weights) + ((nint)n0 * _depth), bias = Pointer(_bias) + n0, to = y + n0;
            int r = 0;
            task.Short = false;
            for (; r < tallRows; r += TLanes.Rows)
            {
                MicroKernel<TVector, TLanes>.Multiply(in task, vectors, a + (r * step), panel, to + ((nint)r * _outputs), bias);
            }

            task.Short = true;
            for (; r < units * unit; r += 2 * unit)
            {
                MicroKernel<TVector, TLanes>.Multiply(in task, vectors, a + (r * step), panel, to + ((nint)r * _outputs), bias);
            }
        }
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    private static float* Pointer(AlignedBuffer buffer) => (float*)Unsafe.AsPointer(ref buffer.Span[0]);
}
