// Lesson 4: the data set. What is in the lesson's NPZ file; one clip to see and to hear.
// Run it from the root of the repository: dotnet run lessons/04-data-set.cs
// With the lesson's own speech_wav_8000.npz in the folder where you are, that is what is opened.
#:project ../src/Hark/Hark.csproj
using Hark;
using Hark.Audio;
using Hark.Data;
using Hark.Evaluation;
using Hark.Plots;

string here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? here;

string path = "speech_wav_8000.npz";
if (!File.Exists(path))
{
    path = Path.Combine(Directory.CreateTempSubdirectory("hark-lesson-").FullName, path);
    Console.WriteLine("speech_wav_8000.npz is not here, so a small one of the same form is made from the bundled corpus.");
    MakeSmall(path);
}

using (NpzArchive file = Npz.Open(path))
{
    // An NPZ is a bag of named arrays. Here: the waves, one row a clip, and their labels.
    Console.WriteLine($"{Path.GetFileName(path)} holds:");
    foreach (string name in file.Names)
    {
        NpyHeader array = file.ReadHeader(name);
        Console.WriteLine($"  {name,-10} shape [{string.Join(", ", array.Shape)}], {array.DType}");
    }

    ClipSource clips = LabeledClips.From(file["wav_vals"], file["label_vals"]);
    Console.WriteLine($"{clips.Count} clips of {clips.ClipSamples} samples: a second at {clips.SampleRate} Hz. Labels: {clips.Labels}");
    Console.WriteLine("  Notice: every clip has the same length. Shorter words were filled up with zeros: a network wants rows of one size.");
    Console.WriteLine();

    // One of them by chance (the same one each time, because the seed is given).
    int index = new SeededRandom(seed: 7, clips.Count).NextInt32(clips.Count);
    AudioClip clip = clips.Clip(index);
    Console.WriteLine($"rand num: {index}");
    Console.WriteLine($"wave data shape: ({clip.Frames},)");
    Console.WriteLine($"label: {clips.Label(index)}");
    Loudness loudness = Loudness.Of(clip);
    Console.WriteLine($"peak {loudness.Peak:0.000}, {loudness.RmsDbfs:0.0} dBFS on the whole");
    Directory.CreateDirectory(Path.Combine(home, "pictures"));
    Directory.CreateDirectory(Path.Combine(home, "sounds"));
    Plot.Waveform(clip, $"clip {index}: \"{clips.Label(index)}\"").Save(Path.Combine(home, "pictures", "04-sample.svg"));
    Console.WriteLine("  picture: pictures/04-sample.svg");
    clip.Save(Path.Combine(home, "sounds", "04-sample.wav"));
    Console.WriteLine($"  sound: sounds/04-sample.wav{(Player.Play(clip).Played ? ", played" : "")}");
    Console.WriteLine("  Notice: change the seed for another clip. Look at a few before you train: data are more often wrong than code.");
    Console.WriteLine();

    Console.WriteLine("How many clips each label has:");
    int[] counts = clips.CountByLabel();
    Console.WriteLine("  " + string.Join(", ", clips.Labels.Select((label, i) => $"{label} {counts[i]}")));
}

if (Path.IsPathRooted(path))
{
    Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
}

// The lesson's form from a folder of recordings: 240 clips at 8000 Hz, waves [240, 8000] and labels [240, 1].
void MakeSmall(string npz)
{
    DataSet corpus = DataSet.Open(Path.Combine(here, "..", "data", "speech-synthetic"), new DataOptions { SampleRate = 8000, ClipSamples = 8000 });
    (ClipSource _, ClipSource some) = corpus.Test.TrainTestSplit(240.0 / corpus.Test.Count, seed: 7);
    var waves = new float[some.Count * some.ClipSamples];
    for (int i = 0; i < some.Count; i++)
    {
        some.Clip(i).Samples.CopyTo(waves.AsSpan(i * some.ClipSamples));
    }

    string[] labels = [.. Enumerable.Range(0, some.Count).Select(some.Label)];
    Npz.Save(npz, ("wav_vals", NpyArray.From(waves, some.Count, some.ClipSamples)), ("label_vals", NpyArray.FromStrings(labels, some.Count, 1)));
}
