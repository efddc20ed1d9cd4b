using System.Numerics;

namespace Hark.Signal;

/// <summary>A short-time Fourier transform: strength and phase of every bin in every frame, [bins, frames].</summary>
public sealed class ComplexSpectrogram
{
    private readonly float[] _re;
    private readonly float[] _im;

    /// <summary>Takes over the values (not copied).</summary>
    /// <param name="re">[bins, frames] real parts, row by row.</param>
    /// <param name="im">[bins, frames] imaginary parts, row by row.</param>
    /// <param name="options">How the frames were cut.</param>
    /// <param name="sampleRate">Of the sound, Hz.</param>
    public ComplexSpectrogram(float[] re, float[] im, StftOptions options, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(re);
        ArgumentNullException.ThrowIfNull(im);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        options.Validate();
        Bins = options.Bins;
        Frames = re.Length / Bins;
        if (re.Length != im.Length || re.Length == 0 || re.Length % Bins != 0)
        {
            throw new ArgumentException($"{re.Length} real and {im.Length} imaginary parts are no whole number of frames of {Bins} bins.", nameof(re));
        }

        _re = re;
        _im = im;
        Options = options;
        SampleRate = sampleRate;
    }

    /// <summary>NFft/2 + 1.</summary>
    public int Bins { get; }

    public int Frames { get; }

    /// <summary>How the frames were cut.</summary>
    public StftOptions Options { get; }

    /// <summary>Of the sound, Hz.</summary>
    public int SampleRate { get; }

    /// <summary>[bins, frames] real parts.</summary>
    public ReadOnlySpan<float> Real => _re;

    /// <summary>[bins, frames] imaginary parts.</summary>
    public ReadOnlySpan<float> Imaginary => _im;

    /// <summary>Value of one bin in one frame.</summary>
    public Complex this[int bin, int frame]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bin, (uint)Bins, nameof(bin));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)Frames, nameof(frame));
            int at = (bin * Frames) + frame;
            return new Complex(_re[at], _im[at]);
        }
    }

    /// <summary>|X|, never negative.</summary>
    public Spectrogram Magnitude() => Map(static (re, im) => (float)Math.Sqrt(((double)re * re) + ((double)im * im)));

    /// <summary>Angle of X, −π..π radians; of little meaning where the magnitude is tiny.</summary>
    public Spectrogram Phase() => Map(static (re, im) => (float)Math.Atan2(im, re));

    private Spectrogram Map(Func<float, float, float> value)
    {
        var values = new float[_re.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = value(_re[i], _im[i]);
        }

        return new Spectrogram(values, Bins, Frames, SampleRate, Options.EffectiveHopSamples, Options.NFft);
    }
}
