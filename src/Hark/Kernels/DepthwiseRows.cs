using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>The buffers and settings of one call.</summary>
internal unsafe struct DepthwiseCall
{
    public float* X;
    public float* Weight;
    public float* Bias;
    public float* Y;
    public bool Relu;

    /// <summary>Take the taps in reverse order: the input gradient.</summary>
    public bool Reversed;
}

/// <summary>Works one output row of a depthwise convolution at a time, for as many channels as fill vectors.</summary>
internal sealed unsafe class DepthwiseRows
{
    /// <summary>Outputs summed side by side, so that a tap's weights are loaded once for all.</summary>
    private const int Block = 4;
    private readonly int[] _sources;
    private readonly int _channels;
    private readonly int _insideStart;
    private readonly int _insideEnd;
    private readonly PatchAxis _width;

    public DepthwiseRows(PatchAxis height, PatchAxis width, int channels)
    {
        Height = height;
        _width = width;
        _channels = channels;
        _sources = new int[width.Output * width.Kernel];
        for (int i = 0; i < _sources.Length; i++)
        {
            _sources[i] = width.Source((i / width.Kernel * width.Stride) + (i % width.Kernel * width.Dilation));
        }

        bool Inside(int ow) => _sources.AsSpan(ow * width.Kernel, width.Kernel).IndexOf(-1) < 0;
        int start = 0, end = width.Output;
        while (start < end && !Inside(start))
        {
            start++;
        }

        while (end > start && !Inside(end - 1))
        {
            end--;
        }

        // With zeros between the inputs there is no run of outputs that all taps reach alike.
        (_insideStart, _insideEnd) = width.Upsample == 1 ? (start, end) : (0, 0);
    }

    public PatchAxis Height { get; }

    /// <summary>Computes row <paramref name="row"/> of y from channel <paramref name="channel"/> on; returns the first channel left over.</summary>
    public int Convolve<TVector, TLanes>(in DepthwiseCall call, int row, int channel)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        float* y = call.Y + ((nint)row * _width.Output * _channels);
        for (; channel + TLanes.Width <= _channels; channel += TLanes.Width)
        {
            int ow = 0;
            while (ow < _width.Output)
            {
                if (ow >= _insideStart && ow + Block <= _insideEnd)
                {
                    Inside<TVector, TLanes>(in call, row, ow, channel, y);
                    ow += Block;
                }
                else
                {
                    Edge<TVector, TLanes>(in call, row, ow, channel, y);
                    ow++;
                }
            }
        }

        return channel;
    }

    /// <summary>Adds row <paramref name="row"/>'s share of dWeight and, after it, dBias to <paramref name="sums"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Correlate<TVector, TLanes>(in DepthwiseCall call, int row, int channel, float* sums)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        float* dy = call.Y + ((nint)row * _width.Output * _channels);
        float* biasSums = sums + (Height.Kernel * _width.Kernel * _channels);
        for (; channel + TLanes.Width <= _channels; channel += TLanes.Width)
        {
            TVector total = TLanes.Load(biasSums + channel);
            for (int ow = 0; ow < _width.Output; ow++)
            {
                total = TLanes.Add(total, TLanes.Load(dy + ((nint)ow * _channels) + channel));
            }

            TLanes.Store(total, biasSums + channel);
            for (int kh = 0; kh < Height.Kernel; kh++)
            {
                float* line = Line(call.X, row, kh);
                for (int kw = 0; kw < _width.Kernel && line != null; kw++)
                {
                    TVector sum = default;
                    for (int ow = 0; ow < _width.Output; ow++)
                    {
                        int w = _sources[(ow * _width.Kernel) + kw];
                        if (w >= 0)
                        {
                            TVector x = TLanes.Load(line + ((nint)w * _channels) + channel);
                            sum = TLanes.MultiplyAdd(x, TLanes.Load(dy + ((nint)ow * _channels) + channel), sum);
                        }
                    }

                    float* at = sums + (((kh * _width.Kernel) + kw) * _channels) + channel;
                    TLanes.Store(TLanes.Add(TLanes.Load(at), sum), at);
                }
            }
        }

        return channel;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Inside<TVector, TLanes>(in DepthwiseCall call, int row, int ow, int channel, float* y)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        nint step = _width.Stride * _channels, tapStep = _width.Dilation * _channels;
        int first = _sources[ow * _width.Kernel];
        TVector s0 = call.Bias == null ? default : TLanes.Load(call.Bias + channel);
        TVector s1 = s0, s2 = s0, s3 = s0;
        for (int kh = 0; kh < Height.Kernel; kh++)
        {
            float* x = Line(call.X, row, kh);
            if (x == null)
            {
                continue;
            }

            x += ((nint)first * _channels) + channel;
            (nint weightAt, nint weightStep) = WeightsAt(call.Reversed, kh);
            float* weight = call.Weight + weightAt + channel;
            for (int kw = 0; kw < _width.Kernel; kw++)
            {
                TVector w = TLanes.Load(weight);
                s0 = TLanes.MultiplyAdd(w, TLanes.Load(x), s0);
                s1 = TLanes.MultiplyAdd(w, TLanes.Load(x + step), s1);
                s2 = TLanes.MultiplyAdd(w, TLanes.Load(x + (2 * step)), s2);
                s3 = TLanes.MultiplyAdd(w, TLanes.Load(x + (3 * step)), s3);
                x += tapStep;
                weight += weightStep;
            }
        }

        float* to = y + ((nint)ow * _channels) + channel;
        Finish<TVector, TLanes>(s0, call.Relu, to);
        Finish<TVector, TLanes>(s1, call.Relu, to + _channels);
        Finish<TVector, TLanes>(s2, call.Relu, to + (2 * (nint)_channels));
        Finish<TVector, TLanes>(s3, call.Relu, to + (3 * (nint)_channels));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Edge<TVector, TLanes>(in DepthwiseCall call, int row, int ow, int channel, float* y)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        TVector sum = call.Bias == null ? default : TLanes.Load(call.Bias + channel);
        for (int kh = 0; kh < Height.Kernel; kh++)
        {
            float* line = Line(call.X, row, kh);
            if (line == null)
            {
                continue;
            }

            (nint weightAt, nint weightStep) = WeightsAt(call.Reversed, kh);
            float* weight = call.Weight + weightAt + channel;
            for (int kw = 0; kw < _width.Kernel; kw++, weight += weightStep)
            {
                int w = _sources[(ow * _width.Kernel) + kw];
                if (w >= 0)
                {
                    sum = TLanes.MultiplyAdd(TLanes.Load(weight), TLanes.Load(line + ((nint)w * _channels) + channel), sum);
                }
            }
        }

        Finish<TVector, TLanes>(sum, call.Relu, y + ((nint)ow * _channels) + channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TVector, TLanes>(TVector value, bool relu, float* to)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
        => TLanes.Store(relu ? TLanes.Max(value, default) : value, to);

    /// <summary>Where the weights of tap (kh, 0) lie in the order of the call, and the step to the next tap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (nint At, nint Step) WeightsAt(bool reversed, int kh)
        => reversed
            ? (((nint)(Height.Kernel - kh) * _width.Kernel * _channels) - _channels, -_channels)
            : ((nint)kh * _width.Kernel * _channels, _channels);

    /// <summary>The input line that tap row <paramref name="kh"/> of output row <paramref name="row"/> reads, or null for zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float* Line(float* x, int row, int kh)
    {
        int clip = row / Height.Output;
        int h = Height.Source(((row - (clip * Height.Output)) * Height.Stride) + (kh * Height.Dilation));
        return h < 0 ? null : x + ((((nint)clip * Height.Input) + h) * _width.Input * _channels);
    }
}
