// Lesson 11: STFT and spectrogram. A Fourier transform every few milliseconds makes a picture of a word.
// Run it from the root of the repository: dotnet run lessons/11-stft-and-spectrogram.cs
#:project ../src/Hark/Hark.csproj
using Hark.Audio;
using Hark.Evaluation;
using Hark.Plots;
using Hark.Signal;

string here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? here;

string file = Directory.GetFiles(Path.Combine(here, "..", "data", "speech-synthetic", "seven")).Order(StringComparer.Ordinal).First();
AudioClip clip = Resampler.Resample(AudioClip.Load(file), 8000).WithFrames(8000);

// The lesson's wav2spec(wav, n_fft=258): magnitudes of the short-time Fourier transform.
Spectrogram spec = Stft.Magnitude(clip, nFft: 258);
Console.WriteLine($"Waveform shape : ({clip.Frames},)");
Console.WriteLine($"Spectrogram shape : ({spec.Bins}, {spec.Frames})");
Console.WriteLine($"  {spec.Bins} bins = 258 / 2 + 1, from 0 to {spec.BinHz(spec.Bins - 1)} Hz, {spec.BinHz(1):0.0} Hz apart");
Console.WriteLine($"  {spec.Frames} frames = 1 + 8000 / {spec.HopSamples}, {spec.FrameSeconds(1) * 1000} ms apart");
Console.WriteLine();
Console.WriteLine("The three settings:");
Console.WriteLine("  window  how many samples each transform looks at, faded in and out by Hann's bell");
Console.WriteLine("  n_fft   how many points the transform has, usually as many as the window");
Console.WriteLine("  hop     how far the window steps on from one frame to the next");
Console.WriteLine($"A kind word: the lesson calls the hop an overlap. It is the step: here {spec.HopSamples} samples on, so that {258 - spec.HopSamples} of 258 are shared with the next frame.");
double[] sample = [.. Enumerable.Range(0, 600).Select(i => (double)i)];
double[] hann = Windows.Periodic(Window.Hann, 258);
double Weight(double n) => n is >= 0 and < 258 ? hann[(int)n] : 0;
PlotLine Bell(int frame) => new($"frame {frame}", sample, [.. sample.Select(n => Weight(n - (frame * spec.HopSamples)))]);
Save(Plot.Lines([Bell(0), Bell(1), Bell(2), Bell(3)], "sample", "weight", "Hann windows of 258 samples, a hop of 64 apart"), "11-windows.svg");
Console.WriteLine();

// Decibels: the ear hears ratios, so the logarithm shows what it hears.
Spectrogram decibels = Decibels.FromAmplitude(spec);
Console.WriteLine($"amplitude_to_db(ref=max): from {decibels.Values.ToArray().Min():0.0} to {decibels.Values.ToArray().Max():0.0} dB");
Save(Plot.Waveform(clip, "\"seven\", the wave"), "11-wave.svg");
Save(Plot.Spectrogram(spec, "\"seven\", magnitudes", "amplitude"), "11-magnitude.svg");
Save(Plot.Spectrogram(decibels, "\"seven\", in decibels"), "11-spectrogram.svg");
Console.WriteLine("  Notice: magnitudes show only the loudest spots. In decibels you see the hiss of the s, high up at the beginning,");
Console.WriteLine("          then the bands of the vowels, the gap of the v, and the hum of the n.");
Console.WriteLine();

// Short windows tell when, long windows tell which pitch. Nothing tells both.
Save(Plot.Spectrogram(Decibels.FromAmplitude(Stft.Magnitude(clip, nFft: 64)), "\"seven\", n_fft 64: sharp in time"), "11-short-window.svg");
Save(Plot.Spectrogram(Decibels.FromAmplitude(Stft.Magnitude(clip, nFft: 1024)), "\"seven\", n_fft 1024: sharp in pitch"), "11-long-window.svg");
Console.WriteLine("  Notice: the short window shows each beat of the voice, the long one its harmonics, drawn out in time.");
Console.WriteLine();

// With the phase kept, the sound can be made again.
AudioClip again = Stft.Inverse(Stft.Transform(clip, new StftOptions { NFft = 258 }), clip.Frames);
double worst = Enumerable.Range(0, clip.Frames).Max(i => Math.Abs(again.Samples[i] - clip.Samples[i]));
Console.WriteLine($"Inverse STFT: back to {again.Frames} samples, largest error {worst:0.0e+0}. The picture alone, without the phase, could not do that.");
Directory.CreateDirectory(Path.Combine(home, "sounds"));
clip.Save(Path.Combine(home, "sounds", "11-seven.wav"));
Console.WriteLine($"  sound: sounds/11-seven.wav{(Player.Play(clip).Played ? ", played" : "")}");

void Save(Picture picture, string name)
{
    Directory.CreateDirectory(Path.Combine(home, "pictures"));
    picture.Save(Path.Combine(home, "pictures", name));
    Console.WriteLine($"  picture: pictures/{name}");
}
