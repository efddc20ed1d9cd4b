// Lesson 2: digitising. Sampling and its limit, rounding to levels, and the bytes that come out.
// Run it from the root of the repository: dotnet run lessons/02-digitising.cs
#:project ../src/Hark/Hark.csproj
using Hark.Audio;
using Hark.Plots;

// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? (string)AppContext.GetData("EntryPointFileDirectoryPath")!;

// Sampling: the wave is looked at only so many times a second. The Nyquist limit is half of that.
const int rate = 8000;
Console.WriteLine($"Sampling at {rate} Hz. The Nyquist limit is {Sampling.NyquistHz(rate)} Hz.");
Console.WriteLine("  a tone of   is heard as");
foreach (double hertz in new double[] { 1000, 3900, 4100, 7000, 8000, 9000 })
{
    Console.WriteLine($"  {hertz,5} Hz    {Sampling.AliasFrequencyHz(hertz, rate),5} Hz{(hertz < Sampling.NyquistHz(rate) ? "" : "   an alias")}");
}

// 7000 Hz looked at 8000 times a second: the samples lie just as well on a (mirrored) wave of 1000 Hz.
var high = new Partial(7000);
var alias = new Partial(Sampling.AliasFrequencyHz(high.FrequencyHz, rate), Amplitude: -1);
double[] fine = [.. Enumerable.Range(0, 1001).Select(i => i / 1000.0 * 0.001)];
double[] taken = [.. Enumerable.Range(0, 9).Select(i => i / (double)rate)];
Save(Plot.Lines(
    [
        new("7000 Hz, the true wave", [.. fine.Select(t => t * 1000)], [.. fine.Select(high.ValueAt)]),
        new("1000 Hz, the alias", [.. fine.Select(t => t * 1000)], [.. fine.Select(alias.ValueAt)]),
        new("8 samples a millisecond, joined", [.. taken.Select(t => t * 1000)], [.. taken.Select(high.ValueAt)]),
    ], "time (ms)", "amplitude", "Aliasing: 7000 Hz sampled at 8000 Hz"), "02-aliasing.svg");
Console.WriteLine("  Notice: at every sample the two waves meet. Nobody can tell afterwards which one it was.");
AudioClip glide = Sampling.Sample(t => 0.4 * Math.Sin(2 * Math.PI * 2000 * t * t), rate, seconds: 2);
Listen(glide, "02-rising-tone.wav");
Console.WriteLine("  Notice: this tone rises from 0 to 8000 Hz, yet after half way you hear it fall again.");
Console.WriteLine();

// Quantising: each sample is rounded to one of 2^bits levels.
AudioClip tone = new ComplexWave(new Partial(440.5, 0.999)).ToClip(16000, seconds: 1);
Console.WriteLine("Quantising a full-scale tone. SNR is how far the sound stands above the rounding noise; theory says 6.02 * bits + 1.76 dB.");
Console.WriteLine("  bits     levels        step   largest error   SNR measured   SNR theory");
var bits = new List<double>();
var measured = new List<double>();
var dithered = new List<double>();
foreach (int b in new[] { 1, 2, 3, 4, 6, 8, 10, 12, 14, 16 })
{
    Quantization result = new Quantizer(b).Apply(tone);
    Console.WriteLine($"  {b,4}  {result.Quantizer.Levels,9}  {result.Quantizer.Step,10:0.0000000}  {result.LargestError,14:0.0000000}  {result.MeasuredSnrDb,10:0.0} dB  {result.Quantizer.TheoreticalSnrDb,8:0.0} dB");
    bits.Add(b);
    measured.Add(result.MeasuredSnrDb);
    dithered.Add(new Quantizer(b, dither: true, seed: 1).Apply(tone).MeasuredSnrDb);
}

Save(Plot.Lines(
    [
        new("measured", [.. bits], [.. measured]),
        new("theory", [.. bits], [.. bits.Select(b => new Quantizer((int)b).TheoreticalSnrDb)]),
        new("with dither", [.. bits], [.. dithered]),
    ], "bits per sample", "signal to noise (dB)", "Every bit buys 6 dB"), "02-snr.svg");
Console.WriteLine("  Notice: with few bits the top level lies well below 1 and cuts off the crests, so theory promises too much; from 8 bits on it fits.");
Console.WriteLine("  Notice: dither costs 4.8 dB, but turns distortion that follows the sound into an even hiss.");

var wave = new Partial(440.5);
var three = new Quantizer(3);
double[] milliseconds = [.. Enumerable.Range(0, 65).Select(i => i / 16.0)];
double Level(double t) => three.Round(wave.ValueAt(t / 1000));
Save(Plot.Lines(
    [
        new("the wave", milliseconds, [.. milliseconds.Select(t => wave.ValueAt(t / 1000))]),
        new("3 bits: 8 levels", [.. milliseconds.SelectMany(t => new[] { t, t + 0.0625 })], [.. milliseconds.SelectMany(t => new[] { Level(t), Level(t) })]),
    ], "time (ms)", "amplitude", "Quantised to 3 bits"), "02-quantised.svg");
Listen(three.Apply(tone).Clip, "02-three-bits.wav");
Console.WriteLine("  Notice: the highest of the 8 levels is 0.75, not 1. There is one more level below zero than above.");
Console.WriteLine();

// Encoding: the levels as bytes, here whole numbers of 16 bits, the low byte first.
AudioClip few = tone.Slice(0, 4);
byte[] bytes = SampleCodec.Encode(few.Samples, WavEncoding.Pcm16);
Console.WriteLine("Encoding to bytes, 16 bits a sample:");
for (int i = 0; i < few.Frames; i++)
{
    Console.WriteLine($"  {few.Samples[i],8:0.00000} * 32768 = {BitConverter.ToInt16(bytes, 2 * i),6}, in the file {bytes[2 * i]:X2} {bytes[2 * i + 1]:X2}");
}

Console.WriteLine($"One second at 16000 Hz and 16 bits: {SampleCodec.Encode(tone.Samples, WavEncoding.Pcm16).Length} bytes.");

void Save(Picture picture, string name)
{
    Directory.CreateDirectory(Path.Combine(home, "pictures"));
    picture.Save(Path.Combine(home, "pictures", name));
    Console.WriteLine($"  picture: pictures/{name}");
}

void Listen(AudioClip sound, string name)
{
    Directory.CreateDirectory(Path.Combine(home, "sounds"));
    sound.Save(Path.Combine(home, "sounds", name));
    Console.WriteLine($"  sound: sounds/{name}{(Player.Play(sound).Played ? ", played" : "")}");
}
