// Lesson 12: the spectrogram model. The same words as pictures, and a network that looks at them in two dimensions.
// Run it from the root of the repository: dotnet run lessons/12-spectrogram-model.cs
#:project ../src/Hark/Hark.csproj
using Hark.Data;
using Hark.Evaluation;
using Hark.Layers;
using Hark.Models;
using Hark.Plots;
using Hark.Training;

string here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
// Pictures and sounds go beside this file, or into the folder that you name.
string home = args.FirstOrDefault() ?? here;
Directory.CreateDirectory(Path.Combine(home, "pictures"));

// What the network is shown: amplitude_to_db of lesson 11's wav2spec, scaled to 0..1.
var frontEnd = FrontEndSettings.For(FrontEndKind.Db, FeatureLayout.Image, sampleRate: 8000, clipSamples: 8000);
Console.WriteLine($"Front end: [8000] samples become [{frontEnd.Shape()}]: frequency, time, one channel.");

// Each convolution slides 3 x 3 patterns over the picture; each pooling halves both sides.
Layer input = Layer.Input(130, 126, 1);
Layer x = input
    .Conv2D(32, (3, 3)).ReLU().MaxPool2D()
    .Conv2D(64, (3, 3)).ReLU().MaxPool2D()
    .Conv2D(128, (3, 3)).ReLU().MaxPool2D()
    .Dropout(0.3f)
    .Flatten()
    .Dense(12);
using var network = new Network(input, x);
Console.Write(NetworkSummary.Of(network, "spectrogram-conv"));
Console.WriteLine("  Notice: 461 thousand parameters where the wave model has 34.7 million, and a sixteenth of its work.");
Console.WriteLine();

DataSet corpus = DataSet.Open(Path.Combine(here, "..", "data", "speech-synthetic"), new DataOptions { SampleRate = 8000, ClipSamples = 8000 });
(_, ClipSource train) = corpus.Train.TrainTestSplit(480.0 / corpus.Train.Count, seed: 7, stratify: true);
(_, ClipSource validation) = corpus.Validation.TrainTestSplit(96.0 / corpus.Validation.Count, seed: 7, stratify: true);
(_, ClipSource test) = corpus.Test.TrainTestSplit(120.0 / corpus.Test.Count, seed: 7, stratify: true);
Console.WriteLine($"{train.Count} clips to train on, {validation.Count} to validate on. The spectrograms are made batch by batch: those of the lesson's");
Console.WriteLine($"50,620 clips at once would take {50620L * frontEnd.Shape().Length * sizeof(float) / 1e9:0.0} GB.");
using var adam = new Adam(1e-3f);
using var trainer = new Trainer(network, adam, Loss.CategoricalCrossEntropy, seed: 7);
History history = trainer.Fit(
    train.Shuffle(seed: 7).WithFrontEnd(frontEnd).Batch(16).Prefetch(2),
    validation.WithFrontEnd(frontEnd).Batch(32),
    epochs: 5,
    new EpochLog(Console.Out));
Score score = trainer.Evaluate(test.WithFrontEnd(frontEnd).Batch(32));
Console.WriteLine($"  loss value: {score.Loss:0.000}");
Console.WriteLine($"  accuracy value: {100 * score.Accuracy:0.0000}%   ({test.Count} test clips of other voices)");
Plot.History(history, "The spectrogram model on 480 clips").Save(Path.Combine(home, "pictures", "12-curves.svg"));
Console.WriteLine("  picture: pictures/12-curves.svg");
Console.WriteLine("  Notice: compare with lesson 7. The same clips, and the picture of the sound teaches far faster than the sound itself:");
Console.WriteLine("          the Fourier transform has done the first layers' work.");
Console.WriteLine("  Next: ./hark train learns from the whole corpus, and shows you every mistake it makes.");
