using Hark.Audio;
using System.CommandLine;
using System.Globalization;

namespace Hark.Cli.Commands;

/// <summary><c>hark quantize IN.wav OUT.wav --bits N</c>: what few levels do to a sound, measured and to be heard.</summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("IN.wav") { Description = "A WAV file" };
        var output = new Argument<string>("OUT.wav") { Description = "The file to write, in the fewest bits a WAV file has for the levels" };
        Option<int> bits = CommonOptions.Whole("--bits", "Bits a sample, so 2^bits levels", 1, 0, most: 32);
        bits.DefaultValueFactory = null;
        bits.Required = true;
        var dither = new Option<bool>("--dither") { Description = "Add triangular noise of one step before rounding: hiss instead of grating" };
        Option<long> seed = CommonOptions.Seed();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("quantize", "Round every sample to one of 2^bits levels, and measure what that does.\n\nExamples:\n  hark quantize my.wav coarse.wav --bits 4\n  hark quantize my.wav hiss.wav --bits 8 --dither")
        {
            input, output, bits, dither, seed, json,
        };
        command.SetAction(parsed =>
        {
            var quantizer = new Quantizer(parsed.GetValue(bits), parsed.GetValue(dither), parsed.GetValue(seed));
            Quantization result = quantizer.Apply(AudioClip.Load(parsed.GetValue(input)!));
            WavEncoding encoding = Holding(quantizer.Bits);
            result.Clip.Save(parsed.GetValue(output)!, encoding);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(ToJson(result));
            }
            else
            {
                Print(result, parsed.GetValue(output)!, encoding, new Screen(quiet: false));
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The smallest integer encoding whose levels contain those of <paramref name="bits"/>.</summary>
    private static WavEncoding Holding(int bits) => bits switch
    {
        <= 8 => WavEncoding.Pcm8,
        <= 16 => WavEncoding.Pcm16,
        <= 24 => WavEncoding.Pcm24,
        _ => WavEncoding.Pcm32,
    };

    private static void Print(Quantization result, string path, WavEncoding encoding, Screen screen)
    {
        Quantizer quantizer = result.Quantizer;
        screen.Fields(
        [
            ("bits", Text($"{quantizer.Bits}"), quantizer.Dither ? "with triangular dither" : "without dither"),
            ("levels", Text($"{quantizer.Levels}"), "2^bits"),
            ("step", Text($"{quantizer.Step:G6}"), "distance of two levels; full scale is -1 to 1"),
            ("largest error", Text($"{result.LargestError:G6}"), "at most half a step without dither, where nothing clips"),
            ("error RMS", Text($"{result.ErrorRms:G6}"), Text($"step/sqrt(12) is {quantizer.Step / Math.Sqrt(12):G6}")),
            ("clipped", Text($"{result.ClippedSamples} samples"), "beyond the outermost levels"),
            ("measured SNR", Decibels(result.MeasuredSnrDb), "signal against the error"),
            ("theory at this level", Decibels(result.ExpectedSnrDb), "of an error spread evenly over a step"),
            ("theory at full scale", Decibels(quantizer.TheoreticalSnrDb), quantizer.Dither ? "6.02 x bits + 1.76 dB - 4.77 dB, a sine" : "6.02 x bits + 1.76 dB, a sine"),
            ("file", path, encoding.DisplayName()),
        ]);
    }

    private static string ToJson(Quantization result) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("bits", result.Quantizer.Bits);
        json.WriteBoolean("dither", result.Quantizer.Dither);
        json.WriteNumber("levels", result.Quantizer.Levels);
        json.WriteNumber("step", result.Quantizer.Step);
        json.WriteNumber("largestError", result.LargestError);
        json.WriteNumber("errorRms", result.ErrorRms);
        json.WriteNumber("clippedSamples", result.ClippedSamples);
        JsonText.WriteNumber(json, "measuredSnrDb", result.MeasuredSnrDb);
        JsonText.WriteNumber(json, "expectedSnrDb", result.ExpectedSnrDb);
        json.WriteNumber("theoreticalSnrDb", result.Quantizer.TheoreticalSnrDb);
        json.WriteEndObject();
    });

    private static string Decibels(double value) => double.IsFinite(value) ? Text($"{value:F2} dB") : double.IsNaN(value) ? "none: silence" : value > 0 ? "infinite: nothing was lost" : "none: no signal";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
