using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <content>The way back: 47 points to 24 outputs, or to the gradients of 9 taps.</content>
internal readonly unsafe partial struct SpectralTile<TVector, TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* from, nint pointStep, float* bias, bool relu, float* to, nint rowStep, nint columnStep, float* scratch)
    {
        TVector add = bias == null ? default : TLanes.Load(bias);
        Inverse(adjoint: false, Outputs, from, pointStep, add, relu, to, columnStep, scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightAdjoint(float* from, nint pointStep, float* to, nint tapStep, float* scratch)
        => Inverse(adjoint: true, Taps, from, pointStep, default, relu: false, to, tapStep, scratch);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Inverse(
        bool adjoint, int count, float* from, nint point, TVector add, bool relu, float* to, nint step, float* scratch)
    {
        // k = 0: bins 0, 16 and 8.
        TVector x0 = LoadReal(adjoint, from), x16 = LoadReal(adjoint, from + point);
        LoadComplex(adjoint, from + (FirstTriple * point), point, out TVector re, out TVector im);
        TVector sum = TLanes.Add(x0, x16), difference = TLanes.Subtract(x0, x16);
        Keep(scratch, 0, 0, TLanes.Add(sum, re));
        Keep(scratch, 1, 0, TLanes.Subtract(difference, im));
        Keep(scratch, 2, 0, TLanes.Subtract(sum, re));
        Keep(scratch, 3, 0, TLanes.Add(difference, im));

        // k = 4: bins 4 and 12.
        LoadComplex(adjoint, from + (5 * point), point, out TVector a, out TVector b);
        LoadComplex(adjoint, from + (8 * point), point, out TVector c, out TVector d);
        TVector half = TLanes.Broadcast(HalfRoot), minusHalf = TLanes.Broadcast(-HalfRoot);
        TVector ac = TLanes.Subtract(a, c), bd = TLanes.Add(b, d);
        Keep(scratch, 0, 1, TLanes.Add(a, c));
        Keep(scratch, 1, 1, TLanes.Multiply(TLanes.Subtract(ac, bd), half));
        Keep(scratch, 2, 1, TLanes.Subtract(d, b));
        Keep(scratch, 3, 1, TLanes.Multiply(TLanes.Add(ac, bd), minusHalf));

        Separate(adjoint, 1, 0.98078528f, 0.19509032f, 0.92387953f, 0.38268343f, 0.83146961f, 0.55557023f, from, point, scratch);
        Separate(adjoint, 2, 0.92387953f, 0.38268343f, HalfRoot, HalfRoot, 0.38268343f, 0.92387953f, from, point, scratch);
        Separate(adjoint, 3, 0.83146961f, 0.55557023f, 0.38268343f, 0.92387953f, -0.19509032f, 0.98078528f, from, point, scratch);

        Inverse8(count, 0, scratch, add, relu, to, step);
        Inverse8(count, 1, scratch, add, relu, to, step);
        Inverse8(count, 2, scratch, add, relu, to, step);
        Inverse8(count, 3, scratch, add, relu, to, step);
    }

    /// <summary>Bin k of the four sub-transforms from bins k, k + 8, k + 16, k + 24: the reverse of <see cref="Combine"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Separate(
        bool adjoint, int k, float c1, float s1, float c2, float s2, float c3, float s3, float* from, nint point, float* scratch)
    {
        from += (FirstTriple + 9 + ((k - 1) * 12)) * point;
        LoadComplex(adjoint, from, point, out TVector r0, out TVector i0);
        LoadComplex(adjoint, from + (3 * point), point, out TVector r1, out TVector i1);
        LoadComplex(adjoint, from + (6 * point), point, out TVector r2, out TVector i2);
        LoadComplex(adjoint, from + (9 * point), point, out TVector r3, out TVector i3);
        TVector evenR = TLanes.Add(r0, r2), evenI = TLanes.Add(i0, i2), crossR = TLanes.Subtract(r0, r2), crossI = TLanes.Subtract(i0, i2);
        TVector oddR = TLanes.Add(r1, r3), oddI = TLanes.Add(i1, i3), turnR = TLanes.Subtract(r1, r3), turnI = TLanes.Subtract(i1, i3);
        Keep(scratch, 0, 2 * k, TLanes.Add(evenR, oddR));
        Keep(scratch, 0, (2 * k) + 1, TLanes.Add(evenI, oddI));
        KeepTurned(scratch, 1, k, c1, s1, TLanes.Subtract(crossR, turnI), TLanes.Add(crossI, turnR));
        KeepTurned(scratch, 2, k, c2, s2, TLanes.Subtract(evenR, oddR), TLanes.Subtract(evenI, oddI));
        KeepTurned(scratch, 3, k, c3, s3, TLanes.Add(crossR, turnI), TLanes.Subtract(crossI, turnR));
    }

    /// <summary>Samples r, r + 4, … from their eight-point transform.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Inverse8(int count, int r, float* scratch, TVector add, bool relu, float* to, nint step)
    {
        TVector f0 = TLanes.Add(Scratch(scratch, r, 0), add), f4 = Scratch(scratch, r, 1);
        TVector r1 = Scratch(scratch, r, 2), i1 = Scratch(scratch, r, 3), r2 = Scratch(scratch, r, 4), i2 = Scratch(scratch, r, 5);
        TVector r3 = Scratch(scratch, r, 6), i3 = Scratch(scratch, r, 7);
        TVector half = TLanes.Broadcast(HalfRoot);
        TVector sum = TLanes.Add(f0, f4), difference = TLanes.Subtract(f0, f4);
        TVector even0 = TLanes.Add(sum, r2), even1 = TLanes.Subtract(difference, i2);
        TVector even2 = TLanes.Subtract(sum, r2), even3 = TLanes.Add(difference, i2);
        TVector odd0 = TLanes.Add(r1, r3), odd2 = TLanes.Subtract(i3, i1);
        TVector real = TLanes.Subtract(r1, r3), imaginary = TLanes.Add(i1, i3);
        TVector odd1 = TLanes.Multiply(TLanes.Subtract(real, imaginary), half), odd3 = TLanes.Multiply(TLanes.Add(real, imaginary), half);
        Emit(count, r, TLanes.Add(even0, odd0), relu, to, step);
        Emit(count, r + 4, TLanes.Add(even1, odd1), relu, to, step);
        Emit(count, r + 8, TLanes.Add(even2, odd2), relu, to, step);
        Emit(count, r + 12, TLanes.Subtract(even3, odd3), relu, to, step);
        Emit(count, r + 16, TLanes.Subtract(even0, odd0), relu, to, step);
        Emit(count, r + 20, TLanes.Subtract(even1, odd1), relu, to, step);
        Emit(count, r + 24, TLanes.Subtract(even2, odd2), relu, to, step);
        Emit(count, r + 28, TLanes.Add(even3, odd3), relu, to, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Emit(int count, int n, TVector value, bool relu, float* to, nint step)
    {
        if (n < count)
        {
            TLanes.Store(relu ? TLanes.Rectify(value) : value, to + (n * step));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(float* scratch, int r, int index, TVector value) => TLanes.Store(value, scratch + (((r * 8) + index) * TLanes.Width));

    /// <summary>Keeps the value times c + i·s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void KeepTurned(float* scratch, int r, int k, float c, float s, TVector real, TVector imaginary)
    {
        TVector cosine = TLanes.Broadcast(c);
        Keep(scratch, r, 2 * k, TLanes.MultiplyAdd(imaginary, TLanes.Broadcast(-s), TLanes.Multiply(real, cosine)));
        Keep(scratch, r, (2 * k) + 1, TLanes.MultiplyAdd(real, TLanes.Broadcast(s), TLanes.Multiply(imaginary, cosine)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LoadReal(bool adjoint, float* from)
        => adjoint ? TLanes.Multiply(TLanes.Load(from), TLanes.Broadcast(1f / Samples)) : TLanes.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadComplex(bool adjoint, float* from, nint point, out TVector real, out TVector imaginary)
    {
        TVector k1 = TLanes.Load(from), k2 = TLanes.Load(from + point), k3 = TLanes.Load(from + (2 * point));
        if (adjoint)
        {
            // The gradients of Wr, Wi − Wr and −(Wr + Wi), brought back to the conjugate spectrum, with the weights' scale.
            TVector scale = TLanes.Broadcast(2f / Samples);
            real = TLanes.Multiply(TLanes.Subtract(TLanes.Subtract(k1, k2), k3), scale);
            imaginary = TLanes.Multiply(TLanes.Subtract(k3, k2), scale);
            return;
        }

        real = TLanes.Subtract(k1, k3);
        imaginary = TLanes.Add(k1, k2);
    }
}
