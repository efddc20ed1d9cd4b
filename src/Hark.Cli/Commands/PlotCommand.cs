using Hark.Audio;
using Hark.Plots;
using Hark.Signal;
using System.CommandLine;
using System.Numerics;

namespace Hark.Cli.Commands;

/// <summary><c>hark plot</c>: pictures of a sound, as SVG.</summary>
internal static class PlotCommand
{
    // Enough bins to part the harmonics of a voice, frames short enough for its syllables.
    private const int PictureNFft = 512;
    private const int PictureBands = 64;

    public static Command Create() => new("plot", "Draw a sound as an SVG picture that any browser opens.\n\nExamples:\n  hark plot waveform my.wav waveform.svg --range 1000:41\n  hark plot spectrogram my.wav spectrogram.svg\n  hark plot filterbank filters.svg --mels 40")
    {
        Waveform(), Spectrum(), OfSpectrogram(), OfMel(), OfMfcc(), OfFilterBank(),
    };

    private static Command Waveform()
    {
        Option<SampleRange?> range = SampleRange.Option();
        return OfFile("waveform", "Sound over time: the whole, or a few samples one by one.\n\nExamples:\n  hark plot waveform my.wav waveform.svg\n  hark plot waveform my.wav samples.svg --range 1000:41", [range], (parsed, path, title, _) =>
        {
            SampleRange? part = parsed.GetValue(range);
            AudioClip clip = SampleRange.Load(path, part).ToMono();
            return Plot.Waveform(clip.Samples, clip.SampleRate, title, part?.Start ?? 0);
        });
    }

    private static Command Spectrum()
    {
        Option<SampleRange?> range = SampleRange.Option();
        return OfFile("spectrum", "Which frequencies a sound has: magnitude and phase of its Fourier transform.\n\nExample:\n  hark plot spectrum my.wav spectrum.svg --range 4000:1024", [range], (parsed, path, title, _) =>
        {
            AudioClip clip = SampleRange.Load(path, parsed.GetValue(range)).ToMono();
            var samples = new double[clip.Frames];
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = clip.Samples[i];
            }

            var fft = new Fft(samples.Length);
            var bins = new Complex[fft.RealBins];
            fft.RealForward(samples, bins);
            return Plot.Spectrum(Array.ConvertAll(bins, x => (float)x.Magnitude), Array.ConvertAll(bins, x => (float)x.Phase), clip.SampleRate, title, samples.Length);
        });
    }

    private static Command OfSpectrogram()
    {
        var stft = new StftArguments(PictureNFft);
        return OfFile("spectrogram", "Frequencies over time, in dB below the loudest.\n\nExample:\n  hark plot spectrogram my.wav spectrogram.svg --n-fft 258", stft.All, (parsed, path, title, _) =>
        {
            Spectrogram decibels = Decibels.FromAmplitude(Stft.Magnitude(AudioClip.Load(path), stft.Of(parsed)));
            return Plot.Spectrogram(decibels.Values, decibels.Bins, decibels.SampleRate, decibels.HopSamples, title, nFft: decibels.NFft);
        });
    }

    private static Command OfMel()
    {
        var stft = new StftArguments(PictureNFft);
        var mel = new MelArguments(PictureBands);
        return OfFile("mel", "Mel bands over time, as the ear parts them, in dB below the loudest.\n\nExample:\n  hark plot mel my.wav mel.svg --mels 40", stft.All.Concat(mel.All), (parsed, path, title, screen) =>
        {
            AudioClip clip = AudioClip.Load(path);
            Spectrogram decibels = Decibels.FromPower(Features.MelSpectrogram(clip, stft.Of(parsed), mel.Of(parsed)));
            MelArguments.Warn(new MelFilterBank(clip.SampleRate, decibels.NFft, mel.Of(parsed)), screen);
            double[] centres = [.. Enumerable.Range(0, decibels.Bins).Select(decibels.BinHz)];
            return Plot.Mel(decibels.Values, centres, clip.SampleRate, decibels.HopSamples, title);
        });
    }

    private static Command OfMfcc()
    {
        var stft = new StftArguments(PictureNFft);
        var mel = new MelArguments(PictureBands);
        Option<int> coefficients = CommonOptions.Whole("--n-mfcc", "Coefficients kept", 1, 20);
        return OfFile("mfcc", "Cepstral coefficients over time.\n\nExample:\n  hark plot mfcc my.wav mfcc.svg --n-mfcc 13", stft.All.Concat(mel.All).Append(coefficients), (parsed, path, title, screen) =>
        {
            AudioClip clip = AudioClip.Load(path);
            Spectrogram values = Features.Mfcc(clip, parsed.GetValue(coefficients), stft.Of(parsed), mel.Of(parsed));
            MelArguments.Warn(new MelFilterBank(clip.SampleRate, values.NFft, mel.Of(parsed)), screen);
            return Plot.Mfcc(values.Values, values.Bins, clip.SampleRate, values.HopSamples, title);
        });
    }

    private static Command OfFilterBank()
    {
        Argument<string> output = Output();
        Option<int> rate = CommonOptions.Whole("--rate", "Samples a second of the sound", 1, 16000, "HZ");
        Option<int> nFft = CommonOptions.Whole("--n-fft", "Points of the transform", 1, PictureNFft, "SAMPLES", most: 1 << 20);
        var mel = new MelArguments(40);
        Option<string?> title = Title();
        var command = new Command("filterbank", "The triangles that gather a spectrum into mel bands.\n\nExample:\n  hark plot filterbank filters.svg --mels 40 --rate 16000") { output, rate, nFft, title };
        foreach (Option option in mel.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var bank = new MelFilterBank(parsed.GetValue(rate), parsed.GetValue(nFft), mel.Of(parsed));
            MelArguments.Warn(bank, new Screen(quiet: false));
            string heading = parsed.GetValue(title) ?? $"{bank.Bands} mel bands, n_fft {parsed.GetValue(nFft)}, {parsed.GetValue(rate)} Hz";
            Plot.FilterBank(bank.Weights, bank.Bands, parsed.GetValue(rate), heading, parsed.GetValue(nFft)).Save(parsed.GetValue(output)!);
            Console.Out.WriteLine(parsed.GetValue(output));
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Output()
    {
        var output = new Argument<string>("OUT.svg") { Description = "The picture to write" };
        output.Validators.Add(result => OutputPath.JudgePicture(result, output.Name));
        return output;
    }

    private static Option<string?> Title() => new("--title") { Description = "What stands above; the file's name by default", HelpName = "TEXT" };

    private static Command OfFile(string name, string description, IEnumerable<Option> options, Func<ParseResult, string, string, Screen, Picture> draw)
    {
        var file = new Argument<string>("FILE") { Description = "A WAV file; several channels are taken as their mean" };
        Argument<string> output = Output();
        Option<string?> title = Title();
        var command = new Command(name, description) { file, output, title };
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            Picture picture = draw(parsed, path, parsed.GetValue(title) ?? Path.GetFileName(path), new Screen(quiet: false));
            picture.Save(parsed.GetValue(output)!);
            Console.Out.WriteLine(parsed.GetValue(output));
            return ExitCode.Done;
        });
        return command;
    }
}
