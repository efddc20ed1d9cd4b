// Lesson 8: evaluation. The best weights are loaded again, judged on voices never heard, and one clip is listened to.
// Run it from the root of the repository: dotnet run lessons/08-evaluation.cs
#:project ../src/Hark/Hark.csproj
using Hark;
using Hark.Audio;
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
Directory.CreateDirectory(Path.Combine(home, "sounds"));
Directory.CreateDirectory(Path.Combine(home, "weights"));

// The light wave model of lesson 7, trained for a few epochs.
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
var network = new Network(input, x);

DataSet corpus = DataSet.Open(Path.Combine(here, "..", "data", "speech-synthetic"), new DataOptions { SampleRate = 8000, ClipSamples = 8000 });
(_, ClipSource train) = corpus.Train.TrainTestSplit(600.0 / corpus.Train.Count, seed: 7, stratify: true);
(_, ClipSource validation) = corpus.Validation.TrainTestSplit(96.0 / corpus.Validation.Count, seed: 7, stratify: true);
(_, ClipSource test) = corpus.Test.TrainTestSplit(240.0 / corpus.Test.Count, seed: 7, stratify: true);
string weights = Path.Combine(home, "weights", "08-evaluation.safetensors");
using var adam = new Adam(1e-3f);
using var trainer = new Trainer(network, adam, Loss.CategoricalCrossEntropy, seed: 7);
Console.WriteLine($"Training on {train.Count} clips, validating on {validation.Count} ...");
History history = trainer.Fit(
    train.Shuffle(seed: 7).Batch(32).Prefetch(2), validation.Batch(32), epochs: 7,
    new BestCheckpoint(weights), new EpochLog(Console.Out));
Console.WriteLine($"  best of {history.Epochs.Count} epochs: {history.Best!.Epoch}, with val_loss {history.Best.ValLoss:0.0000}");

// What stands in memory are the weights of the last epoch; the best ones are in the file.
ModelFile.LoadParameters(weights, network);
Score score = trainer.Evaluate(test.Batch(32));
Console.WriteLine($"Judged on {test.Count} clips of voices that neither training nor validation heard:");
Console.WriteLine($"  loss value: {score.Loss:0.000}");
Console.WriteLine($"  accuracy value: {100 * score.Accuracy:0.0000}%");
Console.WriteLine("A kind word: the lesson validates on its test clips. The best epoch is then chosen by the clips that judge it, and the figure");
Console.WriteLine("comes out a little too good. Here one set chooses (validation) and another judges (test), and no voice is in both.");
Console.WriteLine();

// From here on the network is used as an app would use it. The settings say what it hears and what its outputs mean.
var settings = new ModelSettings
{
    Model = "light wave model",
    Labels = corpus.Labels,
    FrontEnd = FrontEndSettings.For(FrontEndKind.Waveform, FeatureLayout.Sequence, sampleRate: 8000, clipSamples: 8000),
};
Judgement judgement = Judgement.Of(network, settings, test);
Plot.Confusion(judgement.Confusion, "Which words were taken for which").Save(Path.Combine(home, "pictures", "08-confusion.svg"));
Console.WriteLine("  picture: pictures/08-confusion.svg");
foreach (Mistake mistake in judgement.WorstMistakes(3))
{
    Console.WriteLine($"  surely wrong: {mistake.Name} is \"{mistake.Label}\", taken for \"{mistake.Predicted}\" ({mistake.Probability:P1})");
}

Console.WriteLine("  Notice: a row is a word, a column what it was taken for. Words that sound alike share their mistakes.");
Console.WriteLine();

// One random test clip: listen, then compare the label with the prediction.
using var words = new Classifier(network, settings);
int index = new SeededRandom(seed: 7, test.Count).NextInt32(test.Count);
AudioClip clip = test.Clip(index);
clip.Save(Path.Combine(home, "sounds", "08-sample.wav"));
Plot.Waveform(clip, $"test clip {index}").Save(Path.Combine(home, "pictures", "08-sample.svg"));
Console.WriteLine("  picture: pictures/08-sample.svg");
Console.WriteLine($"  sound: sounds/08-sample.wav{(Player.Play(clip).Played ? ", played" : "")}");
Prediction heard = words.Predict(clip);
Console.WriteLine($"label: {test.Label(index)}");
Console.WriteLine($"prediction: {heard.Label} ({heard.Probability:P1})");
Console.WriteLine(heard.Label == test.Label(index) ? "(Correct!)" : "(Incorrect!)");
Console.WriteLine($"  its first three guesses: {string.Join(", ", heard.Ranked.Take(3).Select(guess => $"{guess.Label} {guess.Probability:P1}"))}");
Console.WriteLine("  Notice: change the seed for another clip. A few epochs on a slice do not make a listener; ./hark train does.");
