using Hark.Audio;
using System.CommandLine;
using System.Globalization;

namespace Hark.Cli.Commands;

/// <summary><c>hark convert IN OUT.wav</c>: another rate, encoding or number of channels.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("IN") { Description = "A WAV file of any encoding and length" };
        var output = new Argument<string>("OUT.wav") { Description = "The file to write" };
        Option<int?> rate = CommonOptions.Whole("--rate", "Samples a second; the input's by default", 1, "HZ", most: 10_000_000);
        Option<WavEncoding?> bits = CommonOptions.Choice(
            "--bits",
            "Bits a sample, f for float; the input's encoding by default",
            [.. WavEncodings.ShortNames.Split(", ").Select(name => (name, WavEncodings.Parse(name)))]);
        Option<int?> channels = CommonOptions.Whole("--channels", "1 mixes all channels, more repeat one; the input's by default", 1, most: 256);
        var noDither = new Option<bool>("--no-dither") { Description = "Round plainly where bits are lost, without the noise that hides it" };
        Option<long> seed = CommonOptions.Seed();
        var command = new Command("convert", "Resample (band-limited), re-encode and mix a WAV file of any length.\n\nExamples:\n  hark convert song.wav word.wav --rate 16000 --bits 16 --channels 1\n  hark convert my.wav small.wav --bits ulaw")
        {
            input, output, rate, bits, channels, noDither, seed,
        };
        command.SetAction(parsed =>
        {
            using var reader = new WavReader(parsed.GetValue(input)!);
            WavHeader header = reader.Header;
            var converter = new WavConverter(reader, parsed.GetValue(input)!)
            {
                SampleRate = parsed.GetValue(rate) ?? header.SampleRate,
                Encoding = parsed.GetValue(bits) ?? header.Encoding,
                Channels = parsed.GetValue(channels) ?? header.Channels,
                AllowDither = !parsed.GetValue(noDither),
                Seed = parsed.GetValue(seed),
            };
            string path = parsed.GetValue(output)!;
            long frames = converter.WriteTo(path);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {converter.Encoding.DisplayName()}, {converter.SampleRate} Hz, {converter.Channels} {(converter.Channels == 1 ? "channel" : "channels")}, {frames} frames ({(double)frames / converter.SampleRate:F3} s){(converter.Dithers ? ", dithered" : "")}"));
            return ExitCode.Done;
        });
        return command;
    }
}
