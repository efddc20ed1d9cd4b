// Lesson 9: the skip model. The wave model with short cuts: what went into a block is joined to what came out of it.
// Run it from the root of the repository: dotnet run lessons/09-skip-model.cs
#:project ../src/Hark/Hark.csproj
using Hark.Data;
using Hark.Layers;
using Hark.Plots;
using Hark.Training;

string here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? here;

// The same blocks as in lesson 6, but Layer.Concat lays the block's input beside its output, channel by channel.
Layer input = Layer.Input(8000, 1);
Layer skip1 = input
    .Conv1D(32, 9).ReLU()
    .Conv1D(32, 9).ReLU()
    .MaxPool1D();

Layer x = skip1
    .Conv1D(64, 9).ReLU()
    .Conv1D(64, 9).ReLU();
Layer skip2 = Layer.Concat(x, skip1).MaxPool1D();

x = skip2
    .Conv1D(128, 9).ReLU()
    .Conv1D(128, 9).ReLU()
    .Conv1D(128, 9).ReLU();
Layer skip3 = Layer.Concat(x, skip2).MaxPool1D();

x = skip3
    .Conv1D(256, 9).ReLU()
    .Conv1D(256, 9).ReLU()
    .Conv1D(256, 9).ReLU();
x = Layer.Concat(x, skip3).MaxPool1D().Dropout(0.3f);

x = x.Flatten()
    .Dense(256).BatchNorm().ReLU()
    .Dense(12);
using var network = new Network(input, x);
Console.Write(NetworkSummary.Of(network, "wave-skip"));
Console.WriteLine("  Notice: the column \"Connected to\" shows the short cuts. After each Concat there are more channels: 64 + 32 = 96, 128 + 96 = 224, 256 + 224 = 480.");
Console.WriteLine("  Notice: gradients take the short cut too, so that early layers learn sooner. The price is a wider flatten: 500 * 480 values by 256 units.");
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
    ], "step", "cross-entropy", "wave-skip: its first steps").Save(Path.Combine(home, "pictures", "09-skip-model.svg"));
Console.WriteLine("  picture: pictures/09-skip-model.svg");
Console.WriteLine("  Notice: from step 7 on it sees the same 96 clips again, and the loss falls: it remembers them. val_loss hardly moves yet.");
Console.WriteLine("  Notice: a dozen steps teach nobody to listen. This shows the mechanics; the whole thing is");
Console.WriteLine("            ./hark train --model wave-skip");

// A callback is told what happens in training.
class LossOfEachStep : Callback
{
    public List<double> Losses { get; } = [];

    public override void OnStepEnd(Trainer trainer, Score score) => Losses.Add(score.Loss);
}
