// Lesson 5: labels, split and batches. Words become numbers, clips become two heaps, heaps become batches.
// Run it from the root of the repository: dotnet run lessons/05-labels-and-split.cs
#:project ../src/Hark/Hark.csproj
using Hark.Data;
using Hark.Layers;
using Hark.Plots;

string here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? here;

// A network answers with numbers, so each label gets one: its place in the list.
var labels = new LabelSet("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "unknown", "silence");
Console.WriteLine("LABEL : " + labels);
Console.WriteLine("index : " + string.Join(", ", labels.Select((label, i) => $"{label}={i}")));
int[] indices = labels.IndicesOf(["left", "stop", "unknown"]);
float[] oneHot = OneHot.Encode(indices, labels.Count);
Console.WriteLine("one-hot:");
for (int row = 0; row < indices.Length; row++)
{
    Console.WriteLine($"  {labels[indices[row]],-8} {indices[row],2} -> {string.Join(' ', oneHot[(row * labels.Count)..((row + 1) * labels.Count)])}");
}

Console.WriteLine("  Notice: one-hot says \"this and nothing else\". 4 is not twice 2 here; labels have no order.");
Console.WriteLine();

// The bundled corpus at the lesson's 8000 Hz: ten words, the other words as unknown, and silence.
DataSet corpus = DataSet.Open(Path.Combine(here, "..", "data", "speech-synthetic"), new DataOptions { SampleRate = 8000, ClipSamples = 8000 });
ClipSource clips = corpus.All;
Console.WriteLine($"{clips.Count} clips. train_test_split(test_size=0.1), shuffled, as scikit-learn does it:");
(ClipSource train, ClipSource test) = clips.TrainTestSplit(testSize: 0.1, seed: 7);
(ClipSource _, ClipSource fair) = clips.TrainTestSplit(testSize: 0.1, seed: 7, stratify: true);
Console.WriteLine($"  train {train.Count}, test {test.Count}; the same seed gives the same split on every machine, and in Python too.");
double[] place = [.. Enumerable.Range(0, clips.Labels.Count).Select(i => (double)i)];
Directory.CreateDirectory(Path.Combine(home, "pictures"));
Plot.Lines(
    [
        new("a tenth of each label", place, [.. clips.CountByLabel().Select(n => n / 10.0)]),
        new("test clips, by chance", place, [.. test.CountByLabel().Select(n => (double)n)]),
        new("test clips, stratified", place, [.. fair.CountByLabel().Select(n => (double)n)]),
    ], $"label ({string.Join(", ", clips.Labels.Select((label, i) => $"{i} {label}"))})", "clips", "What a random tenth takes of each label").Save(Path.Combine(home, "pictures", "05-split.svg"));
Console.WriteLine("  picture: pictures/05-split.svg");
Console.WriteLine("  Notice: chance is not even. stratify: true gives each label its share.");

int both = Speakers(train).Intersect(Speakers(test)).Count();
int none = Speakers(corpus.Train).Intersect(Speakers(corpus.Test)).Count();
Console.WriteLine($"  Notice: {both} of {Speakers(test).Length} voices of this test heap also speak in the training heap: such a test flatters the model.");
Console.WriteLine($"          The corpus brings its own split by voice ({corpus.Train.Count} / {corpus.Validation.Count} / {corpus.Test.Count} clips), which shares {none}. Hark trains on that one.");
Console.WriteLine();

// Batches: map, repeat, shuffle, batch, prefetch, as tf.data has them.
Batches batches = train.Repeat(2).Shuffle(seed: 7).Map(8000, static (wave, louder) =>
{
    for (int i = 0; i < wave.Length; i++)
    {
        louder[i] = Math.Clamp(2 * wave[i], -1, 1);
    }
}).Batch(32).Prefetch(2);
Batch first = batches.Epoch(0).First();
Console.WriteLine($"Batches: {batches.Count} examples an epoch (repeat 2) in {batches.StepsPerEpoch} batches of {batches.Size}, the last one smaller.");
Console.WriteLine($"  the network's input is [{Layer.Input(first.ExampleLength, 1).OutputShape}]: time and one channel, which the lesson adds by hand");
Console.WriteLine($"  a batch:  [{first.Count}, {first.ExampleLength}, 1], labels [{first.Count}, {clips.Labels.Count}] once one-hot");
Console.WriteLine($"  its labels: {string.Join(' ', first.LabelIndices.ToArray().Select(i => clips.Labels[i]))}");
Console.WriteLine("  Notice: each epoch has another order, named by the seed; prefetch makes the next batches while the network works.");

static string[] Speakers(ClipSource clips)
    => [.. Enumerable.Range(0, clips.Count).Select(i => clips.Speaker(i)).OfType<string>().Distinct()];
