using Hark.Audio;
using System.CommandLine;
using System.Globalization;

namespace Hark.Cli.Commands;

/// <summary><c>hark tone OUT.wav</c>: a tone, or several as one wave, to hear what amplitude, frequency, phase and noise do.</summary>
internal static class ToneCommand
{
    public static Command Create()
    {
        var output = new Argument<string>("OUT.wav") { Description = "The file to write: mono, 16 bits" };
        var partials = new Option<Partial[]>("--partial")
        {
            Description = "A tone A*sin(2*pi*f*t - phase), phase in radians, amplitude 1 and phase 0 by default; give it several times for a complex wave (default 440:0.5, or none beside --noise)",
            HelpName = "HZ[:AMPLITUDE[:PHASE]]",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                try
                {
                    return [.. result.Tokens.Select(token => Partial.Parse(token.Value))];
                }
                catch (HarkException error)
                {
                    result.AddError($"--partial: {error.Message}");
                    return [];
                }
            },
        };
        Option<int> rate = CommonOptions.Whole("--rate", "Samples a second", 1, 16000, "HZ", most: 10_000_000);
        Option<double?> seconds = CommonOptions.Number("--seconds", "How long it sounds (default 1)", "S", least: 0, above: true);
        Option<double?> noise = CommonOptions.Number("--noise", "Amplitude of white noise laid over it (default 0)", "A", least: 0);
        Option<long> seed = CommonOptions.Seed();
        Option<bool> quiet = CommonOptions.Quiet();
        var command = new Command("tone", "Make a tone, or a complex wave of several, with noise if wanted.\n\nExamples:\n  hark tone a.wav --partial 440:0.5\n  hark tone chord.wav --partial 262:0.3 --partial 330:0.3 --partial 392:0.3 --seconds 2\n  hark tone alias.wav --partial 5000:0.5 --rate 8000")
        {
            output, partials, rate, seconds, noise, seed, quiet,
        };
        command.SetAction(parsed =>
        {
            Partial[] tones = parsed.GetValue(partials) is { Length: > 0 } given ? given : parsed.GetValue(noise) is > 0 ? [] : [new Partial(440, 0.5)];
            Make(parsed.GetValue(output)!, tones, parsed.GetValue(noise) ?? 0, parsed.GetValue(seed), parsed.GetValue(rate), parsed.GetValue(seconds) ?? 1, new Screen(parsed.GetValue(quiet)));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Make(string path, Partial[] tones, double noise, long seed, int rate, double seconds, Screen screen)
    {
        if (!(Math.Round(seconds * rate) is >= 1 and <= int.MaxValue / 2))
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--seconds {seconds} at {rate} Hz is not between one and {int.MaxValue / 2} samples."));
        }

        foreach (Partial tone in tones)
        {
            WarnOfAlias(tone, rate, screen);
        }

        AudioClip clip = new ComplexWave(tones) { NoiseAmplitude = noise, Seed = seed }.ToClip(rate, seconds);
        Loudness loudness = Loudness.Of(clip);
        if (loudness.Peak > 1)
        {
            screen.Note(string.Create(CultureInfo.InvariantCulture, $"warning: the wave reaches {loudness.Peak:F2} and is cut off at 1: it will sound distorted. Take smaller amplitudes."));
        }

        clip.Save(path);
        screen.Result(string.Create(CultureInfo.InvariantCulture, $"{path}: {clip.Frames} samples, {rate} Hz, {clip.Duration.TotalSeconds:G6} s, peak {Math.Min(1, loudness.Peak):F3}"));
    }

    /// <summary>What lies above half the rate is not heard as itself.</summary>
    private static void WarnOfAlias(Partial tone, int rate, Screen screen)
    {
        if (tone.FrequencyHz > Sampling.NyquistHz(rate))
        {
            screen.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"warning: {tone.FrequencyHz} Hz lies above the Nyquist limit of {Sampling.NyquistHz(rate)} Hz: it will be heard as {Sampling.AliasFrequencyHz(tone.FrequencyHz, rate)} Hz."));
        }
    }
}
