using Hark.Audio;
using Hark.Data;
using Hark.Signal;
using System.CommandLine;
using System.Globalization;

namespace Hark.Cli.Commands;

/// <summary><c>hark features FILE --kind KIND OUT.npy</c>: librosa's numbers, saved for NumPy.</summary>
internal static class FeaturesCommand
{
    private enum Kind { Stft, Magnitude, Phase, Db, Power, Mel, LogMel, Mfcc, Rms, ZeroCrossings, Centroid }

    public static Command Create()
    {
        var input = new Argument<string>("FILE") { Description = "A WAV file; several channels are taken as their mean" };
        var output = new Argument<string>("OUT.npy") { Description = "The array to write: [rows, frames], complex64 for stft, else float32" };
        Option<Kind?> kind = CommonOptions.Choice(
            "--kind", "What to compute", ("stft", Kind.Stft), ("magnitude", Kind.Magnitude), ("phase", Kind.Phase), ("db", Kind.Db), ("power", Kind.Power), ("mel", Kind.Mel),
            ("logmel", Kind.LogMel), ("mfcc", Kind.Mfcc), ("rms", Kind.Rms), ("zero-crossings", Kind.ZeroCrossings), ("centroid", Kind.Centroid));
        kind.Required = true;
        var stft = new StftArguments(2048);
        var mel = new MelArguments(128);
        Option<int> coefficients = CommonOptions.Whole("--n-mfcc", "MFCC: coefficients kept", 1, 20);
        Option<double?> lifter = CommonOptions.Number("--lifter", "MFCC: weight the higher coefficients; 0 leaves them (default 0)", "L", least: 0);
        var reference = new Option<string>("--ref") { Description = "db, logmel: what is 0 dB, a number or max, the largest of the sound", HelpName = "X|max", DefaultValueFactory = _ => "1" };
        reference.Validators.Add(result =>
        {
            string text = result.GetValueOrDefault<string>();
            if (text != "max" && !(CommonOptions.TryNumber(text, out double number) && number > 0))
            {
                result.AddError($"--ref takes a number above 0 or max, not '{text}'.");
            }
        });
        Option<double?> topDb = CommonOptions.Number("--top-db", "db, logmel, mfcc: decibels kept below the largest (default 80)", "DB", least: 0);
        var command = new Command("features", "Save what librosa computes of a sound, with the same numbers; logmel is mel in dB.\n\nExamples:\n  hark features my.wav --kind db spectrogram.npy --n-fft 258\n  hark features my.wav --kind mfcc mfcc.npy --n-mfcc 13 --mels 40")
        {
            input, output, kind,
        };
        foreach (Option option in stft.All.Concat(mel.All).Concat([coefficients, lifter, reference, topDb]))
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            Kind chosen = parsed.GetValue(kind)!.Value;
            StftOptions transform = stft.Of(parsed);
            AudioClip clip = AudioClip.Load(parsed.GetValue(input)!);
            NpyArray array = chosen switch
            {
                Kind.Stft => Complex(Stft.Transform(clip, transform)),
                Kind.Phase => Real(Stft.Transform(clip, transform).Phase()),
                _ => Real(Features.Of(clip, new FeatureOptions
                {
                    Kind = Of(chosen),
                    SampleRate = clip.SampleRate,

                    // librosa's zero_crossing_rate repeats the edge where the others put silence.
                    Stft = chosen == Kind.ZeroCrossings ? transform with { PadMode = PadMode.Edge } : transform,
                    Mel = mel.Of(parsed),
                    Coefficients = parsed.GetValue(coefficients),
                    Lifter = parsed.GetValue(lifter) ?? 0,
                    Reference = CommonOptions.TryNumber(parsed.GetValue(reference)!, out double number) ? number : null,
                    TopDb = parsed.GetValue(topDb) ?? 80,
                })),
            };
            if (chosen is Kind.Mel or Kind.LogMel or Kind.Mfcc)
            {
                MelArguments.Warn(new MelFilterBank(clip.SampleRate, transform.NFft, mel.Of(parsed)), new Screen(quiet: false));
            }

            string path = parsed.GetValue(output)!;
            Npy.Save(path, array);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: shape ({array.Shape[0]}, {array.Shape[1]}), {array.DType}; {clip.SampleRate} Hz, n_fft {transform.NFft}, hop {transform.EffectiveHopSamples}"));
            return ExitCode.Done;
        });
        return command;
    }

    private static FeatureKind Of(Kind kind) => kind switch
    {
        Kind.Magnitude => FeatureKind.Magnitude,
        Kind.Db => FeatureKind.Decibels,
        Kind.Power => FeatureKind.Power,
        Kind.Mel => FeatureKind.Mel,
        Kind.LogMel => FeatureKind.LogMel,
        Kind.Mfcc => FeatureKind.Mfcc,
        Kind.Rms => FeatureKind.Rms,
        Kind.ZeroCrossings => FeatureKind.ZeroCrossings,
        Kind.Centroid => FeatureKind.Centroid,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Is no feature of single frames."),
    };

    private static NpyArray Real(Spectrogram features) => NpyArray.From(features.Values.ToArray(), features.Bins, features.Frames);

    private static NpyArray Complex(ComplexSpectrogram transform)
    {
        var values = new ComplexSingle[transform.Real.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new ComplexSingle(transform.Real[i], transform.Imaginary[i]);
        }

        return NpyArray.From(values, transform.Bins, transform.Frames);
    }
}
