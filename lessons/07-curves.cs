// Lesson 7: curves. Ten epochs of training and validation, drawn side by side, and how to read them.
// Run it from the root of the repository: dotnet run lessons/07-curves.cs
#:project ../src/Hark/Hark.csproj
using Hark.Data;
using Hark.Evaluation;
using Hark.Layers;
using Hark.Plots;
using Hark.Training;

string here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? here;
Directory.CreateDirectory(Path.Combine(home, "pictures"));
Directory.CreateDirectory(Path.Combine(home, "weights"));

// A light cousin of the wave model: it looks at every fourth place and is half as wide, so that ten epochs take seconds.
Layer input = Layer.Input(8000, 1);
Layer x = input
    .Conv1D(16, 9, stride: 4).ReLU()
    .Conv1D(16, 9).ReLU()
    .MaxPool1D()
    .Conv1D(32, 9).ReLU()
    .Conv1D(32, 9).ReLU()
    .MaxPool1D()
    .Conv1D(64, 9).ReLU()
    .Conv1D(64, 9).ReLU()
    .MaxPool1D()
    .Dropout(0.3f)
    .Flatten()
    .Dense(128).BatchNorm().ReLU()
    .Dense(12);
using var network = new Network(input, x);
Console.WriteLine($"A light wave model: {network.TrainableCount:N0} parameters, {network.MultiplyAccumulates / 1e6:0.0} M multiply-accumulates a clip.");

DataSet corpus = DataSet.Open(Path.Combine(here, "..", "data", "speech-synthetic"), new DataOptions { SampleRate = 8000, ClipSamples = 8000 });
(_, ClipSource train) = corpus.Train.TrainTestSplit(480.0 / corpus.Train.Count, seed: 7, stratify: true);
(_, ClipSource validation) = corpus.Validation.TrainTestSplit(96.0 / corpus.Validation.Count, seed: 7, stratify: true);
Console.WriteLine($"{train.Count} clips to train on, {validation.Count} of other voices to validate on; Adam with a step of 1e-3, batches of 32.");

// The callback keeps the weights of the epoch with the lowest val_loss: Keras's ModelCheckpoint(save_best_only, save_weights_only).
string weights = Path.Combine(home, "weights", "07-curves.safetensors");
using var adam = new Adam(1e-3f);
using var trainer = new Trainer(network, adam, Loss.CategoricalCrossEntropy, seed: 7);
History history = trainer.Fit(
    train.Shuffle(seed: 7).Batch(32).Prefetch(2),
    validation.Batch(32),
    epochs: 10,
    new BestCheckpoint(weights),
    new EpochLog(Console.Out));

Plot.History(history, "A light wave model on 480 clips").Save(Path.Combine(home, "pictures", "07-curves.svg"));
Console.WriteLine("  picture: pictures/07-curves.svg");
Console.WriteLine($"  weights of epoch {history.Best!.Epoch}: weights/{Path.GetFileName(weights)}");
Console.WriteLine("  Notice: the training curve runs away from the validation curve. The network learns these 480 clips by heart (overfitting);");
Console.WriteLine("          more clips, noise and shifts, or a smaller network are the cures.");
Console.WriteLine("  Notice: val_loss stays high at first, though training goes well: BatchNorm judges by slow averages (momentum 0.99),");
Console.WriteLine("          which 15 steps an epoch have not filled yet.");
