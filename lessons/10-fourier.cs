// Lesson 10: Fourier. Any sound is a sum of turning wheels: Euler's formula, the transform, magnitude and phase.
// Run it from the root of the repository: dotnet run lessons/10-fourier.cs
#:project ../src/Hark/Hark.csproj
using System.Numerics;
using Hark.Audio;
using Hark.Plots;
using Hark.Signal;

// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? (string)AppContext.GetData("EntryPointFileDirectoryPath")!;

// Euler: e^(i * phi) = cos(phi) + i * sin(phi), a point that walks around a circle of radius 1.
Console.WriteLine("Euler's formula: e^(i phi) = cos(phi) + i sin(phi)");
foreach ((string name, double phi) in new[] { ("0", 0), ("pi/4", Math.PI / 4), ("pi/2", Math.PI / 2), ("pi", Math.PI) })
{
    Complex point = Complex.Exp(new Complex(0, phi));
    Console.WriteLine($"  phi = {name,-5} e^(i phi) = {point.Real,5:0.00} {point.Imaginary,5:+0.00;-0.00}i    cos {Math.Cos(phi),5:0.00}   sin {Math.Sin(phi),5:0.00}");
}

double[] turn = [.. Enumerable.Range(0, 201).Select(i => 2 * Math.PI * i / 200)];
Save(Plot.Lines(
    [
        new("cos: how far right", turn, [.. turn.Select(phi => Complex.Exp(new Complex(0, phi)).Real)]),
        new("sin: how far up", turn, [.. turn.Select(phi => Complex.Exp(new Complex(0, phi)).Imaginary)]),
    ], "angle (rad)", "e^(i phi)", "One turn of the wheel"), "10-euler.svg");
Console.WriteLine("  Notice: one turning wheel is a cosine and a sine at once. That is why spectra are complex numbers.");
Console.WriteLine();

// Three tones, 258 samples at 8000 Hz: the lesson's frame. Bin k stands for k * 8000 / 258 Hz.
const int rate = 8000, length = 258;
double Hertz(int bin) => (double)bin * rate / length;
var wave = new ComplexWave(new Partial(Hertz(10), 1), new Partial(Hertz(25), 0.5, -Math.PI / 2), new Partial(Hertz(60), 0.25, -Math.PI));
Complex[] samples = [.. wave.ToClip(rate, (double)length / rate).Samples.ToArray().Select(s => new Complex(s, 0))];
Complex[] slow = Dft.Forward(samples);
var fast = new Complex[length];
var fft = new Fft(length);
fft.Forward(samples, fast);
Console.WriteLine($"DFT of {length} points by its formula: {length} * {length} = {length * length} steps. The FFT ({length} = 2 * 3 * 43) needs about 258 * (2 + 3 + 43) = {258 * 48}.");
Console.WriteLine($"  largest difference of the two: {slow.Zip(fast, (a, b) => (a - b).Magnitude).Max():0.0e+0}, so they are the same to rounding.");
Console.WriteLine("  bin   frequency     what was put in        magnitude   2/N of it     phase");
foreach ((int bin, Partial partial) in new[] { 10, 25, 60 }.Zip(wave.Partials))
{
    Console.WriteLine($"  {bin,3}  {Hertz(bin),7:0.0} Hz   amplitude {partial.Amplitude,-4}         {fast[bin].Magnitude,9:0.00}   {2 * fast[bin].Magnitude / length,9:0.00}   {fast[bin].Phase,7:0.00} rad");
}

Console.WriteLine($"  {11,3}  {Hertz(11),7:0.0} Hz   nothing                {fast[11].Magnitude,9:0.00}   {2 * fast[11].Magnitude / length,9:0.00}         -");
Console.WriteLine("  Notice: magnitude * 2 / N is the amplitude again. The phase is that of a cosine: a plain sine reads -pi/2.");
Complex[] half = fast[..fft.RealBins];
Save(Plot.Spectrum([.. half.Select(x => (float)x.Magnitude)], [.. half.Select(x => (float)x.Phase)], rate, "three tones, 258 samples"), "10-spectrum.svg");
Console.WriteLine($"  Notice: only the first {fft.RealBins} bins are drawn; the others mirror them: |X[{length - 10}]| = {fast[length - 10].Magnitude:0.00} = |X[10]|.");
Console.WriteLine();

// And back again: nothing is lost.
var back = new Complex[length];
fft.Inverse(fast, back);
Console.WriteLine($"The inverse gives the samples back: largest error {samples.Zip(back, (a, b) => (a - b).Magnitude).Max():0.0e+0}.");
Console.WriteLine();

// A tone that does not fit its frame leaks into all bins; a window that fades in and out keeps it together.
var odd = new ComplexWave(new Partial(Hertz(30) + (0.5 * rate / length)));
double[] hann = Windows.Periodic(Window.Hann, length);
float[] Decibel(Func<int, double> weight)
{
    double[] faded = [.. odd.ToClip(rate, (double)length / rate).Samples.ToArray().Select((s, n) => s * weight(n))];
    var spectrum = new Complex[fft.RealBins];
    fft.RealForward(faded, spectrum);
    double peak = spectrum.Max(x => x.Magnitude);
    return [.. spectrum.Select(x => (float)(20 * Math.Log10(Math.Max(1e-7, x.Magnitude / peak))))];
}

double[] frequencies = [.. Enumerable.Range(0, fft.RealBins).Select(Hertz)];
Save(Plot.Lines(
    [
        new("cut out as it is", frequencies, [.. Decibel(_ => 1).Select(x => (double)x)]),
        new("with a Hann window", frequencies, [.. Decibel(n => hann[n]).Select(x => (double)x)]),
    ], "frequency (Hz)", "strength (dB)", "One tone between two bins: leakage"), "10-leakage.svg");
Console.WriteLine("  Notice: without a window the tone smears over everything; with Hann it falls away within a few bins.");

void Save(Picture picture, string name)
{
    Directory.CreateDirectory(Path.Combine(home, "pictures"));
    picture.Save(Path.Combine(home, "pictures", name));
    Console.WriteLine($"  picture: pictures/{name}");
}
