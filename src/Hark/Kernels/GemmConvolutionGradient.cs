using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <content>The weight gradient: windows, transposed, times output gradients, each thread summing its share of the tiles.</content>
internal sealed unsafe partial class GemmConvolution<TVector, TLanes>
{
    private void Gradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        fixed (float* from = x, gradient = dy)
        {
            _from = from;
            _to = gradient;
            _pool.Run(_parts, _weightPart);
        }

        Scatter(dWeight);
        for (int n = 0; n < dBias.Length; n++)
        {
            float sum = 0;
            foreach (AlignedBuffer share in _gradients)
            {
                sum += share.Span[_biasAt + n];
            }

            dBias[n] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WeightPart(int part)
    {
        PatchSource source = _forward;
        int columns = Shape.OutputChannels;
        float* buffer = (float*)Unsafe.AsPointer(ref _tiles[part].Span[0]);
        float* packed = (float*)Unsafe.AsPointer(ref _packedDy[part].Span[0]);
        float* gradient = (float*)Unsafe.AsPointer(ref _gradients[part].Span[0]);
        _gradients[part].Span.Clear();
        (int start, int end) = KernelArguments.Share(source.Tiles, part, _parts);
        for (int tile = start; tile < end; tile++)
        {
            (int first, int count) = source.Tile(tile);
            bool roomAfter = (long)(source.Outputs - first - count) * source.Depth >= TLanes.Rows;
            float* windows = source.Gather(_from, first, count, roomAfter, buffer);
            float* dy = _window is { } window ? Spread(window, first, count, packed) : _to + ((nint)first * columns);
            VectorLoops<TVector, TLanes>.AddColumnSums(dy, count, columns, gradient + _biasAt);
            MicroTask task = PanelProduct<TVector, TLanes>.Packed(count, _gradientColumns);
            if (_packsDy && _window == null)
            {
                PanelProduct<TVector, TLanes>.Pack(dy, columns, 1, count, columns, 0, count, packed);
                dy = packed;
            }
            else
            {
                task.BStep = columns;
                task.BPanel = PanelProduct<TVector, TLanes>.PanelWidth;
            }

            task.ARow = 1;
            task.AStep = source.Step;
            task.Short = _shortBlocks;
            task.Accumulate = true;
            PanelProduct<TVector, TLanes>.Multiply(ref task, windows, _gradientRows, dy, _gradientColumns, gradient, null);
        }
    }

    /// <summary>The gradient of a tile before pooling, in place of packed panels: its channels fill vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float* Spread(PoolingWindow window, int first, int count, float* to)
    {
        int width = Shape.Width.Output;
        (int row, int column) = (first / width, first % width);
        for (int c = 0; c < window.Channels; c += TLanes.Width)
        {
            PoolingWindow<TVector, TLanes>.Spread(
                window, _to, _winners, row / Shape.Height.Output, row % Shape.Height.Output, column, c, 1, count, to + c, window.Channels);
        }

        return to;
    }

    /// <summary>Sums the shares of the threads and brings the taps into Keras's order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter(Span<float> dWeight)
    {
        int inputs = Shape.InputChannels, outputs = Shape.OutputChannels;
        int kernelWidth = Shape.Width.Kernel;
        for (int at = 0; at < _forward.Depth; at++)
        {
            (int tap, int i) = (at / inputs, at % inputs);
            int row = (_forward.TapAt(tap / kernelWidth, tap % kernelWidth) * inputs) + i;
            Span<float> to = dWeight.Slice(at * outputs, outputs);
            _gradients[0].Span.Slice(row * _gradientColumns, outputs).CopyTo(to);
            fixed (float* sum = to)
            {
                for (int share = 1; share < _gradients.Length; share++)
                {
                    VectorLoops<TVector, TLanes>.AddTo((float*)Unsafe.AsPointer(ref _gradients[share].Span[row * _gradientColumns]), sum, outputs);
                }
            }
        }
    }
}
