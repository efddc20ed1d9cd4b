// Lesson 1: sound. What amplitude, frequency and phase are; how simple waves add up to a rich one.
// Run it from the root of the repository: dotnet run lessons/01-sound.cs
#:project ../src/Hark/Hark.csproj
using Hark.Audio;
using Hark.Evaluation;
using Hark.Plots;

// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
const int rate = 16000;

Console.WriteLine("A sound is air that swings. One pure swing is a sine: A * sin(2 * pi * f * t - phase).");
Console.WriteLine();

// One tone, 400 swings a second. At 16,000 looks a second, one swing takes 16000 / 400 = 40 samples.
var tone = new Partial(FrequencyHz: 400, Amplitude: 0.5);
AudioClip clip = new ComplexWave(tone).ToClip(rate, seconds: 1);
Console.WriteLine($"A tone of {tone.FrequencyHz} Hz for {clip.Duration.TotalSeconds} s: {clip.Frames} samples, one period is {tone.PeriodSeconds * 1000} ms.");
Console.WriteLine($"Its first samples: {string.Join(", ", clip.Samples[..6].ToArray().Select(s => s.ToString("0.000")))} ...");
Save(Plot.Waveform(clip.Slice(0, 41), "400 Hz, the first 41 samples"), "01-tone.svg");
Console.WriteLine("  Notice: sample 40 stands where sample 0 did. That is one period.");
Listen(clip.Slice(0, rate / 2), "01-tone.wav");
Console.WriteLine();

// Amplitude, frequency, phase: each changed alone.
double[] times = [.. Enumerable.Range(0, 201).Select(i => i / 200.0 * 0.005)];
PlotLine Curve(string name, Partial partial) => new(name, [.. times.Select(t => t * 1000)], [.. times.Select(partial.ValueAt)]);
Save(Plot.Lines(
    [
        Curve("the tone", tone),
        Curve("half the amplitude", tone with { Amplitude = 0.25 }),
        Curve("twice the frequency", tone with { FrequencyHz = 800 }),
        Curve("a quarter period later", tone with { PhaseRadians = Math.PI / 2 }),
    ], "time (ms)", "amplitude", "Amplitude, frequency, phase"), "01-amplitude-frequency-phase.svg");
Console.WriteLine("  Notice: amplitude is how high (loudness), frequency how often (pitch), phase only when.");
Loudness loud = Loudness.Of(clip), quiet = Loudness.Of(clip.WithGain(-6.02));
Console.WriteLine($"  Half the amplitude is {quiet.RmsDbfs - loud.RmsDbfs:0.0} dB. Twice the frequency is an octave: {Pitch.NoteName(440)} is 440 Hz, {Pitch.NoteName(880)} is 880 Hz.");
Console.WriteLine();

// A scale: equal steps for the ear are equal ratios in hertz.
double[] scale = [262, 294, 330, 349, 392, 440, 494, 523];
Console.WriteLine("A scale: " + string.Join(" ", scale.Select(hertz => $"{Pitch.NoteName(hertz)}={hertz}")));
Listen(scale.Select(hertz => new ComplexWave(new Partial(hertz, 0.4)).ToClip(rate, 0.2)).Aggregate((all, next) => all.Then(next)), "01-scale.wav");
Console.WriteLine();

// Real sounds are sums of partials, with some noise left over. Which partials there are is what the ear calls timbre.
var voice = new ComplexWave(new Partial(200, 0.4), new Partial(400, 0.2, 1), new Partial(600, 0.13, 2), new Partial(1400, 0.1))
{
    NoiseAmplitude = 0.03,
    Seed = 1,
};
Console.WriteLine("A complex wave: " + string.Join(" + ", voice.Partials.Select(p => $"{p.Amplitude} at {p.FrequencyHz} Hz")) + $", and noise of {voice.NoiseAmplitude}.");
Save(Plot.Waveform(voice.ToClip(rate, 0.02), "Four partials and a little noise"), "01-complex-wave.svg");
Console.WriteLine("  Notice: the shape is wild, yet it repeats every 5 ms, the period of 200 Hz: that is the pitch you hear.");
(string Name, double[] Strengths)[] timbres =
[
    ("flute-like", [0.5, 0.05]),
    ("clarinet-like", [0.4, 0, 0.2, 0, 0.1]),
    ("string-like", [0.3, 0.2, 0.15, 0.1, 0.08, 0.06]),
];
foreach ((string name, double[] strengths) in timbres)
{
    Console.WriteLine($"  {name}: 262 Hz with harmonics of {string.Join(", ", strengths)}");
    Listen(ComplexWave.Harmonic(262, strengths).ToClip(rate, 0.5), $"01-{name}.wav");
}

Console.WriteLine("  Notice: same pitch, same length, another sound. Only the mix of harmonics differs.");
Console.WriteLine();

// Mono is one signal; stereo is two, side by side.
AudioClip stereo = AudioClip.FromChannels(clip, new ComplexWave(new Partial(500, 0.5)).ToClip(rate, 1));
Console.WriteLine($"Stereo: {stereo.Channels} channels of {stereo.Frames} frames, {stereo.Samples.Length} samples in all.");
Console.WriteLine();
Console.WriteLine("A kind word on the lesson's own tone function: it takes a duration, but always makes as many samples as the");
Console.WriteLine("sampling rate says, so two seconds come out as one second at twice the pitch. Here seconds * rate samples are made:");
Console.WriteLine($"  2 s at {rate} Hz = {new ComplexWave(tone).ToClip(rate, seconds: 2).Frames} samples.");

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
