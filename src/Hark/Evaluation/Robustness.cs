using Hark.Audio;
using Hark.Data;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Signal;

namespace Hark.Evaluation;

/// <summary>How well a model does under one condition.</summary>
/// <param name="Condition">clean, noise, gain, shift, telephone or mu-law, with its number.</param>
/// <param name="Noise">The noise that was added; null for none.</param>
/// <param name="RatioDb">How far the clip stands above the noise (dB); null without noise.</param>
/// <param name="Clips">Clips judged.</param>
/// <param name="Accuracy">0..1.</param>
/// <param name="Interval">95 %, over speakers where names tell them, else over clips.</param>
public sealed record RobustnessRow(string Condition, string? Noise, double? RatioDb, int Clips, double Accuracy, AccuracyInterval Interval);

/// <summary>
/// How a model does where recordings are worse than those it was judged on: each background noise at 20, 10, 5 and 0 dB below the clip, 20 dB
/// softer, moved by 100 ms, through a telephone's band, through 8-bit mu-law.
/// </summary>
public static class Robustness
{
    private const long Stream = 0x526F62757374;
    private static readonly float[] RatiosDb = [20, 10, 5, 0];

    /// <summary>Judges the clips under every condition, one after the other.</summary>
    /// <param name="network">Trained; its outputs are the labels of the clips.</param>
    /// <param name="settings">Front end and temperature.</param>
    /// <param name="clips">At the model's rate and length, with the model's labels.</param>
    /// <param name="noise">At the same rate; each of its stretches is a condition of its own.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="seed">Names which part of the noise lies under which clip, and the draws of the intervals.</param>
    /// <param name="progress">Told each row and how many there will be; may be null.</param>
    public static IReadOnlyList<RobustnessRow> Measure(
        Network network, ModelSettings settings, ClipSource clips, BackgroundNoise noise, WorkerPool pool, long seed = 7, Action<RobustnessRow, int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentNullException.ThrowIfNull(noise);
        (string Condition, string? Noise, double? RatioDb, Disturbance Disturb)[] conditions = [.. Conditions(clips.SampleRate, noise, seed)];
        var rows = new List<RobustnessRow>();
        foreach ((string condition, string? name, double? ratio, Disturbance disturb) in conditions)
        {
            Judgement judgement = Judgement.Of(network, settings, new DisturbedClips(clips, disturb), pool);
            rows.Add(new RobustnessRow(condition, name, ratio, judgement.Confusion.Total, judgement.Confusion.Accuracy, judgement.Figures(seed).Interval));
            progress?.Invoke(rows[^1], conditions.Length);
        }

        return rows;
    }

    private static IEnumerable<(string Condition, string? Noise, double? RatioDb, Disturbance Disturb)> Conditions(int sampleRate, BackgroundNoise noise, long seed)
    {
        yield return ("clean", null, null, (_, _) => { });
        for (int stretch = 0; stretch < noise.Count; stretch++)
        {
            foreach (float ratio in RatiosDb)
            {
                yield return ($"noise at {ratio:0} dB", noise.Names[stretch], ratio, Noise(noise, stretch, ratio, seed));
            }
        }

        yield return ("20 dB softer", null, null, (_, samples) => Scale(samples, 0.1f));
        int step = sampleRate / 10;
        yield return ("100 ms earlier", null, null, (_, samples) => Earlier(samples, step));
        yield return ("100 ms later", null, null, (_, samples) => Later(samples, step));
        var telephone = new TelephoneBand(sampleRate);
        yield return ("telephone band, 300 to 3,400 Hz at 8 kHz", null, null, (_, samples) => telephone.Apply(samples));
        yield return ("8-bit mu-law", null, null, (_, samples) => MuLaw(samples));
    }

    /// <summary>The same part of the noise at every ratio: the rows differ in loudness alone.</summary>
    private static Disturbance Noise(BackgroundNoise noise, int stretch, float ratioDb, long seed) => (index, samples) =>
    {
        var random = new SeededRandom(seed, Stream, stretch, index);
        NoiseMixing.AddAtRatio(noise.DrawCut(stretch, ref random, samples.Length), ratioDb, samples);
    };

    private static void Scale(Span<float> samples, float factor)
    {
        foreach (ref float sample in samples)
        {
            sample *= factor;
        }
    }

    private static void Earlier(Span<float> samples, int step)
    {
        step = Math.Min(step, samples.Length);
        samples[step..].CopyTo(samples);
        samples[^step..].Clear();
    }

    private static void Later(Span<float> samples, int step)
    {
        step = Math.Min(step, samples.Length);
        samples[..^step].CopyTo(samples[step..]);
        samples[..step].Clear();
    }

    private static void MuLaw(Span<float> samples)
    {
        var codes = new byte[samples.Length];
        G711.EncodeMuLaw(samples, codes);
        G711.DecodeMuLaw(codes, samples);
    }
}
