// Lesson 3: the WAV file. Bits per sample, sample rate, channels, and what the header says.
// Run it from the root of the repository: dotnet run lessons/03-wav.cs
#:project ../src/Hark/Hark.csproj
using Hark.Audio;
using Hark.Evaluation;
using Hark.Plots;
using Hark.Signal;

string here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? here;
Directory.CreateDirectory(Path.Combine(home, "sounds"));

// A word from the bundled corpus (made by a speech synthesiser).
string word = Directory.GetFiles(Path.Combine(here, "..", "data", "speech-synthetic", "right")).Order(StringComparer.Ordinal).First();
AudioClip clip = AudioClip.Load(word);
Console.WriteLine($"{Path.GetFileName(word)}: {clip.Frames} samples, {clip.SampleRate} Hz, {clip.Channels} channel, {clip.Duration.TotalSeconds:0.000} s.");
Save(Plot.Waveform(clip, "\"right\""), "03-word.svg");
Save(Plot.Waveform(clip.Slice(2400, 41), "41 samples of it"), "03-41-samples.svg");
Console.WriteLine("  Notice: from afar a sound is a shape, from near it is a row of numbers.");
Listen(clip, "03-word.wav");
Console.WriteLine();

// The same sound in every encoding that Hark writes.
Console.WriteLine("Bits per sample: the same sound, nine ways of writing it down.");
Console.WriteLine("  encoding                   bytes   error below the sound");
foreach (WavEncoding encoding in Enum.GetValues<WavEncoding>())
{
    string path = Path.Combine(home, "sounds", $"03-{encoding}.wav".ToLowerInvariant());
    clip.Save(path, encoding);
    AudioClip again = AudioClip.Load(path).WithFrames(clip.Frames);
    double noise = 0, signal = 0;
    for (int i = 0; i < clip.Frames; i++)
    {
        noise += Math.Pow(again.Samples[i] - clip.Samples[i], 2);
        signal += Math.Pow(clip.Samples[i], 2);
    }

    Console.WriteLine($"  {encoding.DisplayName(),-24} {new FileInfo(path).Length,7}   {(noise == 0 ? "nothing lost" : $"{10 * Math.Log10(signal / noise):0.0} dB")}");
}

Console.WriteLine("  Notice: A-law and mu-law take 8 bits and sound better than plain 8 bits, for quiet sounds get finer steps.");
Console.WriteLine("  Notice: from 16 bits on nothing is lost, and ADPCM does better than it would on a fresh recording: the corpus is itself");
Console.WriteLine("          stored as ADPCM, which decodes to 16-bit values.");
Console.WriteLine();

// What the header says, field by field.
string sixteen = Path.Combine(home, "sounds", "03-pcm16.wav");
Console.WriteLine("The header of a 16-bit file, in plain words:");
foreach (WavField field in WavDescription.Of(WavHeader.Read(sixteen)))
{
    Console.WriteLine($"  {field.Name,-16} {field.Value,-22} {field.Meaning}");
}

Console.WriteLine($"  its first 16 bytes: {string.Join(' ', File.ReadAllBytes(sixteen)[..16].Select(b => b.ToString("X2")))} (RIFF, the size, WAVE, fmt )");
Console.WriteLine();

// Sample rate: half as many samples, and nothing above 4000 Hz any more.
AudioClip half = Resampler.Resample(clip, 8000);
Console.WriteLine($"Sample rate: {clip.SampleRate} Hz has {clip.Frames} samples and holds up to {Sampling.NyquistHz(clip.SampleRate)} Hz; {half.SampleRate} Hz has {half.Frames} and holds up to {Sampling.NyquistHz(half.SampleRate)} Hz.");
Listen(half, "03-8000-hz.wav");
Console.WriteLine("  Notice: duller, but every word is understood. That is why the lesson works at 8000 Hz.");
Console.WriteLine();

// Channels: frames hold one sample of each channel, side by side.
AudioClip stereo = AudioClip.FromChannels(clip, clip.WithGain(-12));
stereo.Save(Path.Combine(home, "sounds", "03-stereo.wav"));
Console.WriteLine($"Channels: {stereo.Channels}, so {new FileInfo(Path.Combine(home, "sounds", "03-stereo.wav")).Length} bytes instead of {new FileInfo(sixteen).Length}.");
Console.WriteLine($"  one frame: left {stereo.Samples[2 * 3000]:0.0000}, right {stereo.Samples[(2 * 3000) + 1]:0.0000}; mixed to mono {stereo.ToMono().Samples[3000]:0.0000}");
Console.WriteLine("  Notice: a model that hears words needs one channel; Hark mixes for you and says so.");

void Save(Picture picture, string name)
{
    Directory.CreateDirectory(Path.Combine(home, "pictures"));
    picture.Save(Path.Combine(home, "pictures", name));
    Console.WriteLine($"  picture: pictures/{name}");
}

void Listen(AudioClip sound, string name)
{
    sound.Save(Path.Combine(home, "sounds", name));
    Console.WriteLine($"  sound: sounds/{name}{(Player.Play(sound).Played ? ", played" : "")}");
}
