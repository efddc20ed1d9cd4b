using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// Nine taps over a line by the Fourier transform: 32 samples give 24 outputs, by 47 products in place of 216. The 32-point real
/// transform runs across time, channels in the lanes; its 15 complex bins are multiplied with three real products each.
/// </summary>
/// <remarks>
/// Points: X[0], X[16], then three a complex bin, in the order 8, 4, 12, and k + 8q for k = 1..3, q = 0..3. With W the conjugate
/// transform of the taps, Re = k1 − k3 and Im = k1 + k2, where k1 = (Xr + Xi)·Wr, k2 = Xr·(Wi − Wr), k3 = Xi·(Wr + Wi).
/// The scale of the inverse, and the two for each pair of conjugate bins, are in the weights.
/// </remarks>
internal readonly unsafe partial struct SpectralTile<TVector, TLanes> : ITileTransform
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private const int Samples = 32;
    private const int Taps = 9;
    private const int Outputs = Samples - Taps + 1;
    private const int FirstTriple = 2;
    private const float HalfRoot = 0.70710678f;

    /// <summary>What the points of a forward transform are for.</summary>
    private enum Role
    {
        Input,
        Weight,
        Adjoint,
    }

    public static int Points => 47;

    public static int KernelHeight => 1;

    public static int KernelWidth => Taps;

    public static int OutputHeight => 1;

    public static int OutputWidth => Outputs;

    public static int ScratchLength => Samples * 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float* from, nint rowStep, nint columnStep, float* to, nint pointStep, float* scratch)
        => Transform(Role.Input, Samples, from, columnStep, to, pointStep, scratch);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weight(float* from, nint tapStep, float* to, nint pointStep, float* scratch)
        => Transform(Role.Weight, Taps, from, tapStep, to, pointStep, scratch);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputAdjoint(float* from, nint rowStep, nint columnStep, float* to, nint pointStep, float* scratch)
        => Transform(Role.Adjoint, Outputs, from, columnStep, to, pointStep, scratch);

    /// <summary>The first <paramref name="count"/> of 32 samples, zeros after them, to points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform(Role role, int count, float* from, nint step, float* to, nint point, float* scratch)
    {
        Real8(count, 0, from, step, scratch);
        Real8(count, 1, from, step, scratch);
        Real8(count, 2, from, step, scratch);
        Real8(count, 3, from, step, scratch);

        // k = 0: four real values give bins 0, 8 and 16.
        TVector f0 = Scratch(scratch, 0, 0), f1 = Scratch(scratch, 1, 0), f2 = Scratch(scratch, 2, 0), f3 = Scratch(scratch, 3, 0);
        TVector even = TLanes.Add(f0, f2), odd = TLanes.Add(f1, f3);
        StoreReal(role, TLanes.Add(even, odd), to);
        StoreReal(role, TLanes.Subtract(even, odd), to + point);
        StoreComplex(role, TLanes.Subtract(f0, f2), TLanes.Subtract(f3, f1), to + (FirstTriple * point), point);

        // k = 4: four real values give bins 4 and 12.
        f0 = Scratch(scratch, 0, 1);
        f1 = Scratch(scratch, 1, 1);
        f2 = Scratch(scratch, 2, 1);
        f3 = Scratch(scratch, 3, 1);
        TVector half = TLanes.Broadcast(HalfRoot);
        TVector difference = TLanes.Multiply(TLanes.Subtract(f1, f3), half), sum = TLanes.Multiply(TLanes.Add(f1, f3), half);
        StoreComplex(role, TLanes.Add(f0, difference), TLanes.Subtract(TLanes.Subtract(default, f2), sum), to + (5 * point), point);
        StoreComplex(role, TLanes.Subtract(f0, difference), TLanes.Subtract(f2, sum), to + (8 * point), point);

        Combine(role, 1, 0.98078528f, 0.19509032f, 0.92387953f, 0.38268343f, 0.83146961f, 0.55557023f, to, point, scratch);
        Combine(role, 2, 0.92387953f, 0.38268343f, HalfRoot, HalfRoot, 0.38268343f, 0.92387953f, to, point, scratch);
        Combine(role, 3, 0.83146961f, 0.55557023f, 0.38268343f, 0.92387953f, -0.19509032f, 0.98078528f, to, point, scratch);
    }

    /// <summary>The real transform of the eight samples r, r + 4, …: F0, F4, and F1, F2, F3 as real and imaginary parts, to scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Real8(int count, int r, float* from, nint step, float* scratch)
    {
        TVector a0 = Sample(count, r, from, step), a4 = Sample(count, r + 16, from, step);
        TVector a2 = Sample(count, r + 8, from, step), a6 = Sample(count, r + 24, from, step);
        TVector a1 = Sample(count, r + 4, from, step), a5 = Sample(count, r + 20, from, step);
        TVector a3 = Sample(count, r + 12, from, step), a7 = Sample(count, r + 28, from, step);
        TVector s0 = TLanes.Add(a0, a4), s1 = TLanes.Add(a1, a5), s2 = TLanes.Add(a2, a6), s3 = TLanes.Add(a3, a7);
        TVector d0 = TLanes.Subtract(a0, a4), d1 = TLanes.Subtract(a1, a5), d2 = TLanes.Subtract(a2, a6), d3 = TLanes.Subtract(a3, a7);
        TVector even = TLanes.Add(s0, s2), odd = TLanes.Add(s1, s3);
        float* to = scratch + (r * 8 * TLanes.Width);
        TLanes.Store(TLanes.Add(even, odd), to);
        TLanes.Store(TLanes.Subtract(even, odd), to + TLanes.Width);
        TLanes.Store(TLanes.Subtract(s0, s2), to + (4 * TLanes.Width));
        TLanes.Store(TLanes.Subtract(s3, s1), to + (5 * TLanes.Width));
        TVector half = TLanes.Broadcast(HalfRoot);
        TVector real = TLanes.Multiply(TLanes.Subtract(d1, d3), half), imaginary = TLanes.Multiply(TLanes.Add(d1, d3), half);
        TLanes.Store(TLanes.Add(d0, real), to + (2 * TLanes.Width));
        TLanes.Store(TLanes.Subtract(TLanes.Subtract(default, d2), imaginary), to + (3 * TLanes.Width));
        TLanes.Store(TLanes.Subtract(d0, real), to + (6 * TLanes.Width));
        TLanes.Store(TLanes.Subtract(d2, imaginary), to + (7 * TLanes.Width));
    }

    /// <summary>Bins k, k + 8, k + 16 and k + 24 from bin k of the four sub-transforms; (c, s) are the twiddles of sub-transforms 1, 2, 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine(
        Role role, int k, float c1, float s1, float c2, float s2, float c3, float s3, float* to, nint point, float* scratch)
    {
        TVector r0 = Scratch(scratch, 0, 2 * k), i0 = Scratch(scratch, 0, (2 * k) + 1);
        Twiddle(scratch, 1, k, c1, s1, out TVector r1, out TVector i1);
        Twiddle(scratch, 2, k, c2, s2, out TVector r2, out TVector i2);
        Twiddle(scratch, 3, k, c3, s3, out TVector r3, out TVector i3);
        TVector evenR = TLanes.Add(r0, r2), evenI = TLanes.Add(i0, i2), crossR = TLanes.Subtract(r0, r2), crossI = TLanes.Subtract(i0, i2);
        TVector oddR = TLanes.Add(r1, r3), oddI = TLanes.Add(i1, i3), turnR = TLanes.Subtract(r1, r3), turnI = TLanes.Subtract(i1, i3);
        to += (FirstTriple + 9 + ((k - 1) * 12)) * point;
        StoreComplex(role, TLanes.Add(evenR, oddR), TLanes.Add(evenI, oddI), to, point);
        StoreComplex(role, TLanes.Add(crossR, turnI), TLanes.Subtract(crossI, turnR), to + (3 * point), point);
        StoreComplex(role, TLanes.Subtract(evenR, oddR), TLanes.Subtract(evenI, oddI), to + (6 * point), point);
        StoreComplex(role, TLanes.Subtract(crossR, turnI), TLanes.Add(crossI, turnR), to + (9 * point), point);
    }

    /// <summary>Sub-transform r's bin k times c − i·s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Twiddle(float* scratch, int r, int k, float c, float s, out TVector real, out TVector imaginary)
    {
        TVector re = Scratch(scratch, r, 2 * k), im = Scratch(scratch, r, (2 * k) + 1);
        TVector cosine = TLanes.Broadcast(c);
        real = TLanes.MultiplyAdd(im, TLanes.Broadcast(s), TLanes.Multiply(re, cosine));
        imaginary = TLanes.MultiplyAdd(re, TLanes.Broadcast(-s), TLanes.Multiply(im, cosine));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Scratch(float* scratch, int r, int index) => TLanes.Load(scratch + (((r * 8) + index) * TLanes.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sample(int count, int n, float* from, nint step) => n < count ? TLanes.Load(from + (n * step)) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreReal(Role role, TVector value, float* to)
        => TLanes.Store(role == Role.Weight ? TLanes.Multiply(value, TLanes.Broadcast(1f / Samples)) : value, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreComplex(Role role, TVector real, TVector imaginary, float* to, nint point)
    {
        if (role == Role.Weight)
        {
            // The conjugate, scaled: Wr, Wi − Wr, Wr + Wi.
            TVector scale = TLanes.Broadcast(2f / Samples);
            real = TLanes.Multiply(real, scale);
            imaginary = TLanes.Multiply(imaginary, scale);
            TLanes.Store(real, to);
            TLanes.Store(TLanes.Subtract(TLanes.Subtract(default, imaginary), real), to + point);
            TLanes.Store(TLanes.Subtract(real, imaginary), to + (2 * point));
            return;
        }

        TLanes.Store(TLanes.Add(real, imaginary), to);
        TLanes.Store(role == Role.Input ? real : imaginary, to + point);
        TLanes.Store(role == Role.Input ? imaginary : real, to + (2 * point));
    }
}
