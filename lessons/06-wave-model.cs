// Lesson 6: the wave model. A network that listens to the raw wave, layer for layer, and its first steps in training.
// Run it from the root of the repository: dotnet run lessons/06-wave-model.cs
#:project ../src/Hark/Hark.csproj
using Hark.Data;
using Hark.Layers;
using Hark.Plots;
using Hark.Training;

string here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? here;

// The input: one second at 8000 Hz, one channel. Each convolution slides 9-sample patterns along the wave; each pooling halves the time.
Layer input = Layer.Input(8000, 1);
Layer x = input
    .Conv1D(32, 9).ReLU()
    .Conv1D(32, 9).ReLU()
    .MaxPool1D()

    .Conv1D(64, 9).ReLU()
    .Conv1D(64, 9).ReLU()
    .MaxPool1D()

    .Conv1D(128, 9).ReLU()
    .Conv1D(128, 9).ReLU()
    .Conv1D(128, 9).ReLU()
    .MaxPool1D()

    .Conv1D(256, 9).ReLU()
    .Conv1D(256, 9).ReLU()
    .Conv1D(256, 9).ReLU()
    .MaxPool1D()
    .Dropout(0.3f)

    .Flatten()
    .Dense(256).BatchNorm().ReLU()
    .Dense(12);
using var network = new Network(input, x);
Console.Write(NetworkSummary.Of(network, "wave-conv"));
Console.WriteLine("  Notice: nearly all parameters sit in the first dense layer (500 * 256 values by 256 units), nearly all work in the convolutions.");
Console.WriteLine("  Notice: the last layer gives 12 plain numbers, the logits. The loss turns them into probabilities itself (from_logits).");
Console.WriteLine();

// A small slice of the bundled corpus, for the whole of it takes this network a while.
DataSet corpus = DataSet.Open(Path.Combine(here, "..", "data", "speech-synthetic"), new DataOptions { SampleRate = 8000, ClipSamples = 8000 });
(_, ClipSource few) = corpus.Train.TrainTestSplit(96.0 / corpus.Train.Count, seed: 7, stratify: true);
(_, ClipSource fewer) = corpus.Validation.TrainTestSplit(24.0 / corpus.Validation.Count, seed: 7, stratify: true);
Console.WriteLine($"{few.Count} clips to train on, {fewer.Count} to validate on, of {corpus.Train.Count} and {corpus.Validation.Count}; batches of 16, Adam with a step of 1e-4:");

using var adam = new Adam(1e-4f);
using var trainer = new Trainer(network, adam, Loss.CategoricalCrossEntropy);
var steps = new LossOfEachStep();
Score before = trainer.Evaluate(fewer.Batch(12));
Console.WriteLine($"  before    val_loss {before.Loss:0.0000}  val_accuracy {before.Accuracy:0.0000}   guessing would be {Math.Log(12):0.0000} and {1 / 12.0:0.0000}");
trainer.Fit(few.Shuffle(seed: 7).Batch(16), fewer.Batch(12), epochs: 2, steps, new EpochLog(Console.Out));
Directory.CreateDirectory(Path.Combine(home, "pictures"));
double[] count = [.. Enumerable.Range(1, steps.Losses.Count).Select(i => (double)i)];
Plot.Lines(
    [
        new("loss of the batch", count, [.. steps.Losses]),
        new("guessing", count, [.. count.Select(_ => Math.Log(12))]),
    ], "step", "cross-entropy", "wave-conv: its first steps").Save(Path.Combine(home, "pictures", "06-wave-model.svg"));
Console.WriteLine("  picture: pictures/06-wave-model.svg");
Console.WriteLine("  Notice: from step 7 on it sees the same 96 clips again, and the loss falls: it remembers them. val_loss hardly moves yet.");
Console.WriteLine("  Notice: a dozen steps teach nobody to listen. This shows the mechanics; the whole thing is");
Console.WriteLine("            ./hark train --model wave-conv");

// A callback is told what happens in training.
class LossOfEachStep : Callback
{
    public List<double> Losses { get; } = [];

    public override void OnStepEnd(Trainer trainer, Score score) => Losses.Add(score.Loss);
}
