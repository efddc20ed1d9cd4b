namespace Hark.Audio;

/// <summary>
/// A sound as a sum of partials and a residual: Σ A·sin(2π·f·t − φ) + e(t). Which partials there are, and how strong, is heard as timbre;
/// the residual e is white noise, such as breath or a bow leaves.
/// </summary>
/// <example><code>
/// AudioClip chord = new ComplexWave(new Partial(262, 0.3), new Partial(330, 0.3), new Partial(392, 0.3)).ToClip(16000, seconds: 1);
/// </code></example>
public sealed class ComplexWave
{
    private readonly Partial[] _partials;

    /// <summary>The sum of <paramref name="partials"/>; none is silence (or noise alone).</summary>
    public ComplexWave(params ReadOnlySpan<Partial> partials) => _partials = partials.ToArray();

    public IReadOnlyList<Partial> Partials => _partials;

    /// <summary>The residual is uniform in ± this; 0 for none.</summary>
    public double NoiseAmplitude
    {
        get;
        init => field = double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A noise amplitude is a finite number of 0 or more.");
    }

    /// <summary>Names the noise: the same seed gives the same samples.</summary>
    public long Seed { get; init; }

    /// <summary>A tone with the given strengths of its harmonics: 1·f, 2·f, 3·f and so on.</summary>
    public static ComplexWave Harmonic(double fundamentalHz, params ReadOnlySpan<double> amplitudes)
    {
        var partials = new Partial[amplitudes.Length];
        for (int i = 0; i < partials.Length; i++)
        {
            partials[i] = new Partial(fundamentalHz * (i + 1), amplitudes[i]);
        }

        return new ComplexWave(partials);
    }

    /// <summary>The sum of the partials at <paramref name="seconds"/>, without the residual: a continuous function of time.</summary>
    public double ValueAt(double seconds)
    {
        double sum = 0;
        foreach (Partial partial in _partials)
        {
            sum += partial.ValueAt(seconds);
        }

        return sum;
    }

    /// <summary>
    /// The wave sampled <paramref name="sampleRate"/> times a second, without a filter: partials above half the rate come out as lower ones
    /// (<see cref="Sampling.AliasFrequencyHz"/>). The sum may pass ±1; <see cref="AudioClip.Save(string, WavEncoding)"/> then saturates.
    /// </summary>
    /// <param name="sampleRate">Hz, at least 1.</param>
    /// <param name="seconds">More than 0; rounded to whole samples.</param>
    /// <returns>Mono, [round(seconds · sampleRate)] samples.</returns>
    public AudioClip ToClip(int sampleRate, double seconds)
    {
        var random = new SeededRandom(Seed);
        AudioClip clip = Sampling.Sample(ValueAt, sampleRate, seconds);
        if (NoiseAmplitude == 0)
        {
            return clip;
        }

        float[] samples = clip.Samples.ToArray();
        foreach (ref float sample in samples.AsSpan())
        {
            sample += (float)(NoiseAmplitude * ((2 * random.NextDouble()) - 1));
        }

        return new AudioClip(samples, sampleRate);
    }
}
