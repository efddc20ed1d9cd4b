using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hark.Signal;

namespace Hark.Data;

/// <summary>
/// One end of a telephone line: Butterworth filters of second order below 300 Hz and fourth above 3400 Hz, which a rate that has no such treble
/// goes without, then µ-law. Holds scratch memory: one thread at a time uses it.
/// </summary>
/// <remarks>
/// A recursive filter waits for its own last result. So the clip is cut into sixteen parts that go through it side by side, each from so far before
/// its beginning that the filter has forgotten where it began.
/// </remarks>
internal sealed unsafe class TelephoneFilter
{
    private const int Parts = 16;
    private const double LowHz = 300;
    private const double HighHz = 3400;

    // By then the bass filter's memory, the longest, is below 1e-9.
    private const double SecondsToForget = 0.016;

    private readonly Biquad _bass;
    private readonly Biquad _treble;
    private readonly Biquad _trebleToo;
    private readonly int _samples;
    private readonly int _part;
    private readonly int _before;
    private readonly LaneBuffer _padded;
    private readonly LaneBuffer _lanes;

    /// <param name="samples">Length of the clips.</param>
    /// <param name="sampleRate">Hz.</param>
    public TelephoneFilter(int samples, int sampleRate)
    {
        // The quality factors of the two pole pairs above: 1 / (2 cos(π/8)), 1 / (2 cos(3π/8)).
        bool cutsTreble = HighHz < 0.49 * sampleRate;
        _bass = Biquad.HighPass(LowHz, sampleRate, Math.Sqrt(0.5));
        _treble = cutsTreble ? Biquad.LowPass(HighHz, sampleRate, 0.541196) : Biquad.Through;
        _trebleToo = cutsTreble ? Biquad.LowPass(HighHz, sampleRate, 1.306563) : Biquad.Through;
        _samples = samples;
        _part = (samples + Parts - 1) / Parts;
        _before = (int)Math.Ceiling(SecondsToForget * sampleRate);
        _padded = new LaneBuffer(_before + (Parts * _part));
        _lanes = new LaneBuffer((_before + _part) * Parts);
    }

    /// <summary>Overwrites <paramref name="samples"/> with what comes out at the other end.</summary>
    public void Send(Span<float> samples)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, _samples);
        Span<float> padded = _padded.Span;
        padded[.._before].Clear();
        samples.CopyTo(padded[_before..]);
        padded[(_before + _samples)..].Clear();
        float* lanes = _lanes.Pointer;
        Transpose.Of(_padded.Pointer, Parts, _before + _part, _part, lanes, Parts);
        Filter(lanes, _before + _part);
        Transpose.Of(lanes + ((nint)_before * Parts), _part, Parts, Parts, _padded.Pointer, _part);
        padded[.._samples].CopyTo(samples);
        GC.KeepAlive(this);
    }

    /// <summary>µ-law's nearest value: of the magnitude on the 16-bit scale plus 132 the leading five bits, and half a step more.</summary>
    internal static Vector512<float> Coded(Vector512<float> samples)
    {
        const int keptBits = ~((1 << 19) - 1), halfStep = 1 << 18;
        Vector512<float> bias = Vector512.Create(132f);
        Vector512<float> whole = Vector512.Round(samples * 32768f);
        Vector512<float> magnitude = Vector512.Min(Vector512.Abs(whole), Vector512.Create(32635f)) + bias;
        Vector512<int> bits = (magnitude.AsInt32() & Vector512.Create(keptBits)) | Vector512.Create(halfStep);
        Vector512<float> value = (bits.AsSingle() - bias) * (1f / 32768);
        return Vector512.ConditionalSelect(Vector512.LessThan(whole, Vector512<float>.Zero), -value, value);
    }

    /// <summary>[samples, parts] in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Filter(float* lanes, int samples)
    {
        LaneBiquad bass = new(_bass), treble = new(_treble), trebleToo = new(_trebleToo);
        for (float* end = lanes + ((nint)samples * Parts); lanes < end; lanes += Parts)
        {
            // One loop, so that the three filters of neighbouring samples overlap in the processor.
            Coded(trebleToo.Next(treble.Next(bass.Next(Vector512.Load(lanes))))).Store(lanes);
        }
    }

    /// <summary>y[t] = b0 x[t] + b1 x[t−1] + b2 x[t−2] − a1 y[t−1] − a2 y[t−2] (the formulas of Bristow-Johnson's Audio EQ Cookbook).</summary>
    private readonly record struct Biquad(double B0, double B1, double B2, double A1, double A2)
    {
        /// <summary>Changes nothing.</summary>
        public static Biquad Through => new(1, 0, 0, 0, 0);

        public static Biquad HighPass(double hz, int sampleRate, double quality)
        {
            (double cosine, double alpha) = Angle(hz, sampleRate, quality);
            double b = (1 + cosine) / 2 / (1 + alpha);
            return new Biquad(b, -2 * b, b, -2 * cosine / (1 + alpha), (1 - alpha) / (1 + alpha));
        }

        public static Biquad LowPass(double hz, int sampleRate, double quality)
        {
            (double cosine, double alpha) = Angle(hz, sampleRate, quality);
            double b = (1 - cosine) / 2 / (1 + alpha);
            return new Biquad(b, 2 * b, b, -2 * cosine / (1 + alpha), (1 - alpha) / (1 + alpha));
        }

        private static (double Cosine, double Alpha) Angle(double hz, int sampleRate, double quality)
        {
            double angle = 2 * Math.PI * hz / sampleRate;
            return (Math.Cos(angle), Math.Sin(angle) / (2 * quality));
        }
    }

    /// <summary>A filter on all parts at once, in the transposed second direct form: two numbers of memory.</summary>
    private struct LaneBiquad(Biquad filter)
    {
        private readonly Vector512<float> _b0 = Vector512.Create((float)filter.B0), _b1 = Vector512.Create((float)filter.B1), _b2 = Vector512.Create((float)filter.B2);
        private readonly Vector512<float> _minusA1 = Vector512.Create((float)-filter.A1), _minusA2 = Vector512.Create((float)-filter.A2);
        private Vector512<float> _soon, _later;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Next(Vector512<float> x)
        {
            Vector512<float> y = Vector512.MultiplyAddEstimate(_b0, x, _soon);
            _soon = Vector512.MultiplyAddEstimate(_minusA1, y, Vector512.MultiplyAddEstimate(_b1, x, _later));
            _later = Vector512.MultiplyAddEstimate(_minusA2, y, _b2 * x);
            return y;
        }
    }
}
