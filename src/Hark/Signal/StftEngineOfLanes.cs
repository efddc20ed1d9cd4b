namespace Hark.Signal;

/// <summary><see cref="StftEngine"/> for one vector width.</summary>
/// <remarks>
/// Sample n = k·hop + r of frame t is sample r of hop t + k. With the hops laid side by side, [hop, lanes + hops a frame], the same sample
/// of neighbouring frames is one vector load, and each sample of sound is moved once, not once a frame.
/// An even length packs its even points as real and its odd points as imaginary parts: half the work.
/// </remarks>
internal sealed unsafe class StftEngine<TLanes, TVector> : StftEngine
    where TLanes : struct, ILanes<TVector, float>
    where TVector : struct
{
    private readonly FftPlan<float> _plan;
    private readonly bool _packed;
    private readonly int _columns;
    private readonly int[] _offsets;
    private readonly float[] _window;
    private readonly float[] _roots;
    private readonly LaneBuffer _hops;
    private readonly LaneBuffer _buffers;
    private readonly LaneBuffer _spectrum;

    public StftEngine(StftOptions options)
        : base(options, TLanes.Count)
    {
        int nFft = options.NFft;
        _packed = nFft % 2 == 0;
        _plan = new FftPlan<float>(_packed ? nFft / 2 : nFft);
        _columns = Lanes + ((nFft - 1) / Hop);
        int rows = Math.Min(Hop, nFft);
        _hops = new LaneBuffer(rows * _columns);
        _buffers = new LaneBuffer(((4 * _plan.Length) + _plan.ScratchLength) * Lanes);
        _spectrum = new LaneBuffer(2 * options.Bins * Lanes);
        _offsets = new int[nFft];
        _window = new float[nFft];
        int win = options.EffectiveWinSamples;
        double[] window = Windows.Periodic(options.Window, win);
        for (int n = 0; n < nFft; n++)
        {
            _offsets[n] = (n % Hop * _columns) + (n / Hop);
        }

        for (int n = 0; n < win; n++)
        {
            _window[((nFft - win) / 2) + n] = (float)window[n];
        }

        _roots = new float[2 * options.Bins];
        for (int k = 0; k < options.Bins; k++)
        {
            (_roots[2 * k], _roots[(2 * k) + 1]) = FftPlan<float>.Root(k, nFft);
        }
    }

    public override void Complex(ReadOnlySpan<float> samples, int frames, Span<float> re, Span<float> im)
    {
        fixed (float* signal = samples, toRe = re, toIm = im)
        {
            for (int next = 0; next < frames; next += Lanes)
            {
                int first = FirstFrame(next, frames);
                float* spectrum = Spectrum(Linear(signal, samples.Length, first));
                Deliver(spectrum, Options.Bins, first, frames, toRe, frames);
                Deliver(spectrum + (Options.Bins * Lanes), Options.Bins, first, frames, toIm, frames);
            }
        }
    }

    /// <summary>The last vector steps back to end at the last frame: frames it shares with the one before are written twice, the same.</summary>
    public static int FirstFrame(int next, int frames) => Math.Max(0, Math.Min(next, frames - TLanes.Count));

    /// <summary>[rows, lanes] into columns first.. of [rows, stride]; lanes beyond the last frame are left out.</summary>
    public static void Deliver(float* source, int rows, int first, int frames, float* destination, int stride)
    {
        int lanes = TLanes.Count;
        if (frames >= lanes)
        {
            for (int row = 0; row < rows; row++)
            {
                TLanes.Store(TLanes.Load(source + (row * lanes)), destination + ((nint)row * stride) + first);
            }

            return;
        }

        for (int row = 0; row < rows; row++)
        {
            for (int lane = 0; lane < frames; lane++)
            {
                destination[(row * stride) + lane] = source[(row * lanes) + lane];
            }
        }
    }

    /// <summary>The spectra of the frames that begin at linear, linear + hop, ...: powers, or magnitudes.</summary>
    /// <returns>[bins, lanes].</returns>
    public float* Strength(float* linear, bool magnitude)
    {
        int lanes = TLanes.Count;
        float* re = Spectrum(linear);
        float* im = re + (Options.Bins * lanes);
        for (float* end = im; re < end; re += lanes, im += lanes)
        {
            TVector x = TLanes.Load(re);
            TVector y = TLanes.Load(im);
            TVector power = TLanes.MultiplyAdd(x, x, TLanes.Multiply(y, y));
            TLanes.Store(magnitude ? TLanes.SquareRoot(power) : power, re);
        }

        return _spectrum.Pointer;
    }

    /// <summary>The complex spectra of the frames that begin at linear, linear + hop, ...</summary>
    /// <returns>[2 (re, im), bins, lanes].</returns>
    private float* Spectrum(float* linear)
    {
        int lanes = TLanes.Count;
        float* hops = _hops.Pointer;
        SideBySide(linear, hops);
        int points = _plan.Length;
        nint size = (nint)points * lanes;
        float* re = _buffers.Pointer;
        float* im = re + size;
        float* workRe = im + size;
        float* workIm = workRe + size;
        fixed (float* window = _window)
        fixed (int* offsets = _offsets)
        {
            if (_packed)
            {
                for (int n = 0; n < points; n++)
                {
                    nint at = (nint)n * lanes;
                    TLanes.Store(TLanes.Multiply(TLanes.Load(hops + offsets[2 * n]), TLanes.Broadcast(window[2 * n])), re + at);
                    TLanes.Store(TLanes.Multiply(TLanes.Load(hops + offsets[(2 * n) + 1]), TLanes.Broadcast(window[(2 * n) + 1])), im + at);
                }
            }
            else
            {
                for (int n = 0; n < points; n++)
                {
                    nint at = (nint)n * lanes;
                    TLanes.Store(TLanes.Multiply(TLanes.Load(hops + offsets[n]), TLanes.Broadcast(window[n])), re + at);
                    TLanes.Store(TLanes.Broadcast(0), im + at);
                }
            }
        }

        if (FftKernel.Forward<TLanes, TVector, float>(_plan, re, im, workRe, workIm, workIm + size))
        {
            re = workRe;
            im = workIm;
        }

        if (_packed)
        {
            Untangle(re, im);
            return _spectrum.Pointer;
        }

        nint kept = (nint)Options.Bins * lanes;
        new ReadOnlySpan<float>(re, (int)kept).CopyTo(new Span<float>(_spectrum.Pointer, (int)kept));
        new ReadOnlySpan<float>(im, (int)kept).CopyTo(new Span<float>(_spectrum.Pointer + kept, (int)kept));
        return _spectrum.Pointer;
    }

    /// <summary>[columns, hop] of sound into [hop, columns].</summary>
    private void SideBySide(float* linear, float* hops)
    {
        int rows = Math.Min(Hop, Options.NFft);
        for (int column = 0; column < _columns; column++)
        {
            // The last columns reach past the last frame's end where the hop does not divide n_fft.
            int start = column * Hop;
            int count = Math.Min(rows, ((Lanes - 1) * Hop) + Options.NFft - start);
            float* to = hops + column;
            for (int row = 0; row < count; row++, to += _columns)
            {
                *to = linear[start + row];
            }
        }
    }

    /// <summary>X[k] = (Z[k] + Z*[h−k])/2 − i·e^(−2πik/n)·(Z[k] − Z*[h−k])/2, from the transform Z of h = n/2 packed points.</summary>
    private void Untangle(float* re, float* im)
    {
        int lanes = TLanes.Count;
        int half = _plan.Length;
        float* toRe = _spectrum.Pointer;
        float* toIm = toRe + ((nint)Options.Bins * lanes);
        TVector scale = TLanes.Broadcast(0.5f);
        fixed (float* roots = _roots)
        {
            for (int k = 0; k <= half; k++)
            {
                nint near = (nint)(k == half ? 0 : k) * lanes;
                nint mirror = (nint)(k == 0 ? 0 : half - k) * lanes;
                TVector aRe = TLanes.Load(re + near);
                TVector aIm = TLanes.Load(im + near);
                TVector bRe = TLanes.Load(re + mirror);
                TVector bIm = TLanes.Load(im + mirror);
                TVector evenRe = TLanes.Multiply(scale, TLanes.Add(aRe, bRe));
                TVector evenIm = TLanes.Multiply(scale, TLanes.Subtract(aIm, bIm));
                TVector oddRe = TLanes.Multiply(scale, TLanes.Add(aIm, bIm));
                TVector oddIm = TLanes.Multiply(scale, TLanes.Subtract(bRe, aRe));
                TVector cosine = TLanes.Broadcast(roots[2 * k]);
                TVector sine = TLanes.Broadcast(roots[(2 * k) + 1]);
                nint at = (nint)k * lanes;
                TLanes.Store(TLanes.SubtractProduct(oddIm, sine, TLanes.MultiplyAdd(oddRe, cosine, evenRe)), toRe + at);
                TLanes.Store(TLanes.MultiplyAdd(oddIm, cosine, TLanes.MultiplyAdd(oddRe, sine, evenIm)), toIm + at);
            }
        }
    }
}
