using System.Runtime.CompilerServices;

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
        _columns = Columns(options, TLanes.Count);
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
            _window[((nFft - win) / 2) + n] = (float)(_packed ? window[n] / 2 : window[n]);
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

        GC.KeepAlive(this);
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
        Strength(linear, magnitude, _spectrum.Pointer, TLanes.Count);
        return _spectrum.Pointer;
    }

    /// <summary>As above, [bins, lanes] with rows <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Strength(float* linear, bool magnitude, float* destination, nint stride)
    {
        int lanes = TLanes.Count;
        Transform(linear, out float* re, out float* im);
        if (!_packed)
        {
            for (int bin = 0; bin < Options.Bins; bin++)
            {
                StorePower(TLanes.Load(re + ((nint)bin * lanes)), TLanes.Load(im + ((nint)bin * lanes)), magnitude, destination + (bin * stride));
            }

            return;
        }

        int half = _plan.Length;
        fixed (float* roots = _roots)
        {
            for (int k = 0; k <= half / 2; k++)
            {
                Pair(re, im, k, half, roots + (2 * k), out TVector evenRe, out TVector evenIm, out TVector turnedRe, out TVector turnedIm);
                StorePower(TLanes.Add(evenRe, turnedRe), TLanes.Add(evenIm, turnedIm), magnitude, destination + (k * stride));
                StorePower(TLanes.Subtract(evenRe, turnedRe), TLanes.Subtract(evenIm, turnedIm), magnitude, destination + ((half - k) * stride));
            }
        }
    }

    /// <summary>The complex spectra of the frames that begin at linear, linear + hop, ...</summary>
    /// <returns>[2 (re, im), bins, lanes].</returns>
    private float* Spectrum(float* linear)
    {
        int lanes = TLanes.Count;
        Transform(linear, out float* re, out float* im);
        float* toRe = _spectrum.Pointer;
        nint kept = (nint)Options.Bins * lanes;
        if (!_packed)
        {
            new ReadOnlySpan<float>(re, (int)kept).CopyTo(new Span<float>(toRe, (int)kept));
            new ReadOnlySpan<float>(im, (int)kept).CopyTo(new Span<float>(toRe + kept, (int)kept));
            return toRe;
        }

        int half = _plan.Length;
        fixed (float* roots = _roots)
        {
            for (int k = 0; k <= half / 2; k++)
            {
                Pair(re, im, k, half, roots + (2 * k), out TVector evenRe, out TVector evenIm, out TVector turnedRe, out TVector turnedIm);
                float* mirror = toRe + ((nint)(half - k) * lanes);
                TLanes.Store(TLanes.Subtract(evenRe, turnedRe), mirror);
                TLanes.Store(TLanes.Subtract(turnedIm, evenIm), mirror + kept);
                float* here = toRe + ((nint)k * lanes);
                TLanes.Store(TLanes.Add(evenRe, turnedRe), here);
                TLanes.Store(TLanes.Add(evenIm, turnedIm), here + kept);
            }
        }

        return toRe;
    }

    /// <summary>Leaves the transforms of the windowed frames (of their packed halves where n_fft is even) in the buffers given back.</summary>
    private void Transform(float* linear, out float* spectrumRe, out float* spectrumIm)
    {
        int lanes = TLanes.Count;
        float* hops = _hops.Pointer;
        Transpose.Of(linear, _columns, Math.Min(Hop, Options.NFft), Hop, hops, _columns);
        int points = _plan.Length;
        nint size = (nint)points * lanes;
        float* re = _buffers.Pointer;
        float* im = re + size;
        float* workRe = im + size;
        float* workIm = workRe + size;
        bool moved;
        fixed (float* window = _window)
        fixed (int* offsets = _offsets)
        {
            moved = _packed
                ? FftKernel.ForwardFrom<PackedFrames<TLanes, TVector>, TLanes, TVector, float>(_plan, new(hops, offsets, window), re, im, workRe, workIm, workIm + size)
                : FftKernel.ForwardFrom<PlainFrames<TLanes, TVector>, TLanes, TVector, float>(_plan, new(hops, offsets, window), re, im, workRe, workIm, workIm + size);
        }

        spectrumRe = moved ? workRe : re;
        spectrumIm = moved ? workIm : im;
    }

    /// <summary>
    /// The two parts of bins k and h − k from the transform Z of h = n/2 packed points (the ½ is in the window):
    /// even = Z[k] + Z*[h−k], turned = −i·e^(−2πik/n)·(Z[k] − Z*[h−k]); X[k] = even + turned, X[h−k] = (even − turned)*.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(
        float* re, float* im, int k, int half, float* root, out TVector evenRe, out TVector evenIm, out TVector turnedRe, out TVector turnedIm)
    {
        nint near = (nint)k * TLanes.Count;
        nint mirror = (nint)(k == 0 ? 0 : half - k) * TLanes.Count;
        TVector aRe = TLanes.Load(re + near);
        TVector aIm = TLanes.Load(im + near);
        TVector bRe = TLanes.Load(re + mirror);
        TVector bIm = TLanes.Load(im + mirror);
        evenRe = TLanes.Add(aRe, bRe);
        evenIm = TLanes.Subtract(aIm, bIm);
        TVector oddRe = TLanes.Add(aIm, bIm);
        TVector oddIm = TLanes.Subtract(bRe, aRe);
        TVector cosine = TLanes.Broadcast(root[0]);
        TVector sine = TLanes.Broadcast(root[1]);
        turnedRe = TLanes.SubtractProduct(oddIm, sine, TLanes.Multiply(oddRe, cosine));
        turnedIm = TLanes.MultiplyAdd(oddIm, cosine, TLanes.Multiply(oddRe, sine));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePower(TVector re, TVector im, bool magnitude, float* destination)
    {
        TVector power = TLanes.MultiplyAdd(re, re, TLanes.Multiply(im, im));
        TLanes.Store(magnitude ? TLanes.SquareRoot(power) : power, destination);
    }
}
