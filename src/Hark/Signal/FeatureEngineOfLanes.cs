namespace Hark.Signal;

/// <summary><see cref="FeatureEngine"/> for one vector width.</summary>
internal sealed unsafe class FeatureEngine<TLanes, TVector> : FeatureEngine
    where TLanes : struct, ILanes<TVector, float>
    where TVector : struct
{
    private const float LeastPower = 1e-10f;
    private const float DecibelsPerNeper = 4.3429448190325182765f;
    private readonly StftEngine<TLanes, TVector> _stft;
    private readonly LaneMelBank<TLanes, TVector>? _mel;
    private readonly float[] _cosines = [];
    private readonly LaneBuffer _rows;
    private readonly float _zeroDecibels;
    private LaneBuffer _whole = new(0);

    public FeatureEngine(FeatureOptions options)
        : base(options)
    {
        _stft = new StftEngine<TLanes, TVector>(options.Stft);
        if (options.Kind is FeatureKind.Mel or FeatureKind.LogMel or FeatureKind.Mfcc)
        {
            _mel = new LaneMelBank<TLanes, TVector>(new MelFilterBank(options.SampleRate, options.Stft.NFft, options.Mel));
        }

        if (options.Kind == FeatureKind.Mfcc)
        {
            _cosines = CosineTransform.Matrix(options.Coefficients, options.Mel.Bands, options.Lifter);
        }

        if (options.Reference is { } reference)
        {
            _zeroDecibels = (float)(10 * Math.Log10(Math.Max(LeastPower, options.Kind == FeatureKind.Decibels ? reference * reference : reference)));
        }

        _rows = new LaneBuffer((options.Rows + options.Mel.Bands) * TLanes.Count);
    }

    public override MelFilterBank? MelFilterBank => _mel?.Bank;

    protected override void Compute(ReadOnlySpan<float> samples, int firstFrame, int frames, Span<float> destination)
    {
        int rows = Options.Rows;
        fixed (float* signal = samples, to = destination)
        {
            if (Options.Kind == FeatureKind.Mfcc && Options.NeedsWholeSound)
            {
                WholeSoundCepstrum(signal, samples.Length, frames, to);
                return;
            }

            for (int next = 0; next < frames; next += TLanes.Count)
            {
                int first = StftEngine<TLanes, TVector>.FirstFrame(next, frames);
                float* linear = _stft.Linear(signal, samples.Length, firstFrame + first);
                if (frames >= TLanes.Count && Options.Kind is (FeatureKind.Magnitude or FeatureKind.Power))
                {
                    // Whole vectors go straight to their place.
                    _stft.Strength(linear, Options.Kind == FeatureKind.Magnitude, to + first, frames);
                    continue;
                }

                float* values = Frames(linear);
                StftEngine<TLanes, TVector>.Deliver(values, rows, first, frames, to, frames);
            }
        }

        if (Options.NeedsWholeSound)
        {
            Settle(destination, Options);
        }
    }

    /// <summary>Logarithms of the whole sound first, then their range, then the cosine transform.</summary>
    private void WholeSoundCepstrum(float* signal, int length, int frames, float* destination)
    {
        int lanes = TLanes.Count;
        int bands = Options.Mel.Bands;
        int stride = Math.Max(frames, lanes);
        if (_whole.Length < bands * stride)
        {
            _whole = new LaneBuffer(bands * stride);
        }

        float* whole = _whole.Pointer;
        for (int next = 0; next < frames; next += lanes)
        {
            int first = StftEngine<TLanes, TVector>.FirstFrame(next, frames);
            float* logs = LogMel(_stft.Linear(signal, length, first));
            StftEngine<TLanes, TVector>.Deliver(logs, bands, first, frames, whole, stride);
        }

        for (int band = 0; frames < lanes && band < bands; band++)
        {
            // Lanes without a frame must not be the largest.
            new Span<float>(whole + (band * stride) + frames, stride - frames).Fill(whole[band * stride]);
        }

        Settle(new Span<float>(whole, bands * stride), Options);
        for (int next = 0; next < frames; next += lanes)
        {
            int first = StftEngine<TLanes, TVector>.FirstFrame(next, frames);
            float* cepstrum = Cepstrum(whole + first, stride);
            StftEngine<TLanes, TVector>.Deliver(cepstrum, Options.Coefficients, first, frames, destination, frames);
        }
    }

    /// <summary>[rows, lanes] of the frames that begin at linear, linear + hop, ...</summary>
    private float* Frames(float* linear) => Options.Kind switch
    {
        FeatureKind.Magnitude => _stft.Strength(linear, magnitude: true),
        FeatureKind.Power => _stft.Strength(linear, magnitude: false),
        FeatureKind.Decibels => Logarithms(_stft.Strength(linear, magnitude: false), Options.Rows),
        FeatureKind.Mel => MelBands(linear),
        FeatureKind.LogMel => LogMel(linear),
        FeatureKind.Mfcc => Cepstrum(LogMel(linear), TLanes.Count),
        FeatureKind.Centroid => Centroid(linear),
        FeatureKind.Rms => Measure(linear, FrameMeasures.Rms),
        _ => Measure(linear, FrameMeasures.ZeroCrossings),
    };

    private float* MelBands(float* linear)
    {
        float* bands = _rows.Pointer + (Options.Rows * TLanes.Count);
        _mel!.Apply(_stft.Strength(linear, magnitude: !Options.MelOfPower), bands);
        return bands;
    }

    private float* LogMel(float* linear)
    {
        float* bands = MelBands(linear);
        if (Options.LogForm == LogForm.Decibels)
        {
            return Logarithms(bands, Options.Mel.Bands);
        }

        TVector offset = TLanes.Broadcast((float)Options.LogOffset);
        for (int band = 0; band < Options.Mel.Bands; band++)
        {
            float* at = bands + (band * TLanes.Count);
            TLanes.Store(TLanes.Log(TLanes.Add(TLanes.Load(at), offset)), at);
        }

        return bands;
    }

    /// <summary>10·log10(max(1e−10, power)) − the fixed reference, in place.</summary>
    private float* Logarithms(float* powers, int rows)
    {
        TVector least = TLanes.Broadcast(LeastPower);
        TVector scale = TLanes.Broadcast(DecibelsPerNeper);
        TVector zero = TLanes.Broadcast(-_zeroDecibels);
        for (int row = 0; row < rows; row++)
        {
            float* at = powers + (row * TLanes.Count);
            TLanes.Store(TLanes.MultiplyAdd(scale, TLanes.Log(TLanes.Max(TLanes.Load(at), least)), zero), at);
        }

        return powers;
    }

    /// <summary>Σ C[k, n]·log[n]; row n of the logarithms stands at n·stride.</summary>
    private float* Cepstrum(float* logs, int stride)
    {
        int bands = Options.Mel.Bands;
        float* to = _rows.Pointer;
        fixed (float* cosines = _cosines)
        {
            // Five coefficients at a time: each logarithm is loaded once for them, and their sums do not wait for one another.
            int k = 0;
            for (; k + 5 <= Options.Coefficients; k += 5)
            {
                float* row = cosines + (k * bands), at = logs;
                TVector s0 = TLanes.Broadcast(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0;
                for (int n = 0; n < bands; n++, at += stride)
                {
                    TVector log = TLanes.Load(at);
                    s0 = TLanes.MultiplyAdd(log, TLanes.Broadcast(row[n]), s0);
                    s1 = TLanes.MultiplyAdd(log, TLanes.Broadcast(row[n + bands]), s1);
                    s2 = TLanes.MultiplyAdd(log, TLanes.Broadcast(row[n + (2 * bands)]), s2);
                    s3 = TLanes.MultiplyAdd(log, TLanes.Broadcast(row[n + (3 * bands)]), s3);
                    s4 = TLanes.MultiplyAdd(log, TLanes.Broadcast(row[n + (4 * bands)]), s4);
                }

                float* five = to + (k * TLanes.Count);
                TLanes.Store(s0, five);
                TLanes.Store(s1, five + TLanes.Count);
                TLanes.Store(s2, five + (2 * TLanes.Count));
                TLanes.Store(s3, five + (3 * TLanes.Count));
                TLanes.Store(s4, five + (4 * TLanes.Count));
            }

            for (; k < Options.Coefficients; k++)
            {
                float* row = cosines + (k * bands);
                TVector sum = TLanes.Broadcast(0);
                for (int n = 0; n < bands; n++)
                {
                    sum = TLanes.MultiplyAdd(TLanes.Load(logs + ((nint)n * stride)), TLanes.Broadcast(row[n]), sum);
                }

                TLanes.Store(sum, to + (k * TLanes.Count));
            }
        }

        return to;
    }

    /// <summary>Σ f·|X| / Σ |X|, Hz; 0 for silence.</summary>
    private float* Centroid(float* linear)
    {
        int lanes = TLanes.Count;
        float* magnitudes = _stft.Strength(linear, magnitude: true);
        TVector moment = TLanes.Broadcast(0);
        TVector total = moment;
        for (int bin = 0; bin < Options.Stft.Bins; bin++)
        {
            TVector magnitude = TLanes.Load(magnitudes + (bin * lanes));
            TVector hertz = TLanes.Broadcast((float)((double)bin * Options.SampleRate / Options.Stft.NFft));
            moment = TLanes.MultiplyAdd(hertz, magnitude, moment);
            total = TLanes.Add(total, magnitude);
        }

        float* to = _rows.Pointer;
        TLanes.Store(moment, to);
        TLanes.Store(total, to + lanes);
        for (int lane = 0; lane < lanes; lane++)
        {
            to[lane] = to[lanes + lane] > 0 ? to[lane] / to[lanes + lane] : 0;
        }

        return to;
    }

    private float* Measure(float* linear, FrameMeasure measure)
    {
        float* to = _rows.Pointer;
        for (int lane = 0; lane < TLanes.Count; lane++)
        {
            to[lane] = measure(new ReadOnlySpan<float>(linear + (lane * _stft.Hop), Options.Stft.NFft));
        }

        return to;
    }
}
