using System.Runtime.CompilerServices;

namespace Hark.Signal;

/// <summary>
/// Frames out of hops laid side by side (see <see cref="StftEngine{TLanes, TVector}"/>), windowed as they are read: even samples as real,
/// odd ones as imaginary parts.
/// </summary>
internal readonly unsafe struct PackedFrames<TLanes, TVector>(float* hops, int* offsets, float* window) : IFftSource<TVector>
    where TLanes : struct, ILanes<TVector, float>
    where TVector : struct
{
    private readonly float* _hops = hops;
    private readonly int* _offsets = offsets;
    private readonly float* _window = window;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Re(nint offset)
    {
        nint n = offset / TLanes.Count * 2;
        return TLanes.Multiply(TLanes.Load(_hops + _offsets[n]), TLanes.Broadcast(_window[n]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Im(nint offset)
    {
        nint n = (offset / TLanes.Count * 2) + 1;
        return TLanes.Multiply(TLanes.Load(_hops + _offsets[n]), TLanes.Broadcast(_window[n]));
    }
}

/// <summary>As <see cref="PackedFrames{TLanes, TVector}"/>, all samples as real parts.</summary>
internal readonly unsafe struct PlainFrames<TLanes, TVector>(float* hops, int* offsets, float* window) : IFftSource<TVector>
    where TLanes : struct, ILanes<TVector, float>
    where TVector : struct
{
    private readonly float* _hops = hops;
    private readonly int* _offsets = offsets;
    private readonly float* _window = window;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Re(nint offset)
    {
        nint n = offset / TLanes.Count;
        return TLanes.Multiply(TLanes.Load(_hops + _offsets[n]), TLanes.Broadcast(_window[n]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Im(nint offset) => TLanes.Broadcast(0);
}
