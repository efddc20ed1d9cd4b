namespace Hark.Signal;

/// <summary>Loudness on the logarithmic scale of hearing: 10 dB is ten times the power, 20 dB ten times the amplitude.</summary>
public static class Decibels
{
    /// <summary>
    /// 10·log10(max(amin², S²)) − 10·log10(max(amin², ref²)), then raised to at least maximum − topDb: librosa's amplitude_to_db.
    /// </summary>
    /// <param name="spectrogram">Amplitudes S.</param>
    /// <param name="reference">Amplitude that is 0 dB; null takes the largest (librosa's <c>ref=np.max</c>), 1 is librosa's default.</param>
    /// <param name="amin">Smallest amplitude told apart, above 0.</param>
    /// <param name="topDb">Range kept below the largest value, dB; null keeps all.</param>
    public static Spectrogram FromAmplitude(Spectrogram spectrogram, double? reference = null, double amin = 1e-5, double? topDb = 80)
    {
        ArgumentNullException.ThrowIfNull(spectrogram);
        var values = new float[spectrogram.Values.Length];
        FromAmplitude(spectrogram.Values, values, reference, amin, topDb);
        return spectrogram.With(values);
    }

    /// <summary>10·log10(max(amin, S)) − 10·log10(max(amin, ref)), then raised to at least maximum − topDb: librosa's power_to_db.</summary>
    /// <param name="spectrogram">Powers S.</param>
    /// <param name="reference">Power that is 0 dB; null takes the largest, 1 is librosa's default.</param>
    /// <param name="amin">Smallest power told apart, above 0.</param>
    /// <param name="topDb">Range kept below the largest value, dB; null keeps all.</param>
    public static Spectrogram FromPower(Spectrogram spectrogram, double? reference = null, double amin = 1e-10, double? topDb = 80)
    {
        ArgumentNullException.ThrowIfNull(spectrogram);
        var values = new float[spectrogram.Values.Length];
        FromPower(spectrogram.Values, values, reference, amin, topDb);
        return spectrogram.With(values);
    }

    /// <summary>As the form for a spectrogram, value by value; the destination is overwritten and may be the amplitudes.</summary>
    public static void FromAmplitude(ReadOnlySpan<float> amplitudes, Span<float> destination, double? reference = null, double amin = 1e-5, double? topDb = 80)
        => Convert(amplitudes, destination, reference, amin, topDb, exponent: 2);

    /// <summary>As the form for a spectrogram, value by value; the destination is overwritten and may be the powers.</summary>
    public static void FromPower(ReadOnlySpan<float> powers, Span<float> destination, double? reference = null, double amin = 1e-10, double? topDb = 80)
        => Convert(powers, destination, reference, amin, topDb, exponent: 1);

    /// <summary>Back from decibels: reference · 10^(dB/20).</summary>
    public static Spectrogram ToAmplitude(Spectrogram decibels, double reference = 1)
        => Back(decibels, reference, 20);

    /// <summary>Back from decibels: reference · 10^(dB/10).</summary>
    public static Spectrogram ToPower(Spectrogram decibels, double reference = 1)
        => Back(decibels, reference, 10);

    private static void Convert(ReadOnlySpan<float> source, Span<float> destination, double? reference, double amin, double? topDb, int exponent)
    {
        if (destination.Length != source.Length)
        {
            throw SignalGuard.WrongLength(destination.Length, source.Length, nameof(destination), "this conversion");
        }

        if (!(amin > 0))
        {
            throw new HarkException($"Decibels: amin is {amin}, must be above 0, for the logarithm of 0 is not finite.");
        }

        if (topDb < 0)
        {
            throw new HarkException($"Decibels: top_db is {topDb}, must be 0 or more (or none, to keep the whole range).");
        }

        double largest = 0;
        foreach (float value in source)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        double zero = Level(reference ?? largest, amin, exponent);
        double floor = topDb is { } range ? Level(largest, amin, exponent) - zero - range : double.NegativeInfinity;
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = (float)Math.Max(floor, Level(source[i], amin, exponent) - zero);
        }
    }

    private static double Level(double value, double amin, int exponent)
        => 10.0 * exponent * Math.Log10(Math.Max(amin, Math.Abs(value)));

    private static Spectrogram Back(Spectrogram decibels, double reference, double perDecade)
    {
        ArgumentNullException.ThrowIfNull(decibels);
        var values = new float[decibels.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(reference * Math.Pow(10.0, decibels.Values[i] / perDecade));
        }

        return decibels.With(values);
    }
}
