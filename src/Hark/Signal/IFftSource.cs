using System.Runtime.CompilerServices;

namespace Hark.Signal;

/// <summary>Where a pass of the transform reads its points: a buffer, or numbers made on the way, which saves storing them.</summary>
internal interface IFftSource<TVector>
    where TVector : struct
{
    /// <summary>Real part of the point at offset = point × lanes.</summary>
    TVector Re(nint offset);

    /// <summary>Imaginary part of the point at offset = point × lanes.</summary>
    TVector Im(nint offset);
}

/// <summary>Points in memory, real and imaginary parts apart.</summary>
internal readonly unsafe struct FftBuffer<TLanes, TVector, T>(T* re, T* im) : IFftSource<TVector>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    private readonly T* _re = re;
    private readonly T* _im = im;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Re(nint offset) => TLanes.Load(_re + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Im(nint offset) => TLanes.Load(_im + offset);
}
