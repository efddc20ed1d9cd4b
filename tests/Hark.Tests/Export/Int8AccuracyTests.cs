using Hark.Data;
using Hark.Evaluation;
using Hark.Export;
using Hark.Layers;
using Hark.Models;

namespace Hark.Tests.Export;

public class Int8AccuracyTests
{
    /// <summary>What the project promises: at most this share of clips more is told wrong.</summary>
    private const double MostLost = 0.005;

    private const int ClipsARun = 128;

    /// <summary>Parameters above which 8 bits must make a third of the file; in smaller ones the graph itself weighs too much.</summary>
    private const int LargeNetwork = 300_000;

    private static readonly string Recordings = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "spoken-words", "speech-commands-v1-subset");

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Path.Combine(Checkout.Root, "models"), "*.safetensors").Select(path => Path.GetFileName(path))];

    [Theory, MemberData(nameof(Shipped))]
    public void A_shipped_model_in_8_bits_knows_the_words_of_people_as_well(string name)
    {
        OnnxRuntime.Need();
        string shipped = Path.Combine(Checkout.Root, "models", name);
        Assert.SkipUnless(Directory.Exists(Recordings), "The recordings of Speech Commands are not unpacked on this machine.");
        (Network network, ModelSettings settings) = ModelFile.Load(shipped);
        using Network owned = network;
        FrontEndSettings frontEnd = settings.FrontEnd;
        DataSet data = DataSet.Open(Recordings, new() { ModelLabels = settings.Labels, SampleRate = frontEnd.SampleRate, ClipSamples = frontEnd.ClipSamples });
        int take = TestScale.Count(512, data.Validation.Count);
        ClipSource clips = Spread(data.Validation, take);
        DirectoryInfo work = Directory.CreateTempSubdirectory("hark-int8-");
        try
        {
            string path = Path.Combine(work.FullName, "int8.onnx");
            OnnxModel.Export(path, network, settings, OnnxInput.Features, Spread(data.Train, 256));
            double whole = Judgement.Of(network, settings, clips).Confusion.Accuracy, small = Accuracy(path, settings, clips);
            TestContext.Current.TestOutputHelper!.WriteLine($"{clips.Count} clips: float {whole:P2}, int8 {small:P2} in {new FileInfo(path).Length:N0} bytes");
            if (network.TrainableCount > LargeNetwork)
            {
                string floats = Path.Combine(work.FullName, "float.onnx");
                OnnxModel.Export(floats, network, settings, OnnxInput.Features);
                Assert.InRange(new FileInfo(path).Length, 1, new FileInfo(floats).Length / 3);
            }

            double lost = whole - small;

            // One clip more on a part of them: the promise is about all.
            Assert.InRange(lost, -1, MostLost + (take < data.Validation.Count ? 1.0 / take : 0));
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static ClipSource Spread(ClipSource clips, int count) => clips.Subset([.. Enumerable.Range(0, count).Select(i => (int)((long)i * clips.Count / count))]);

    private static double Accuracy(string model, ModelSettings settings, ClipSource clips)
    {
        var frontEnd = new FrontEnd(settings.FrontEnd);
        var samples = new float[settings.FrontEnd.ClipSamples];
        int right = 0;
        for (int first = 0; first < clips.Count; first += ClipsARun)
        {
            int count = Math.Min(ClipsARun, clips.Count - first);
            var features = new float[count * frontEnd.Shape.Length];
            for (int i = 0; i < count; i++)
            {
                clips.Read(0, first + i, samples);
                frontEnd.Transform(samples, features.AsSpan(i * frontEnd.Shape.Length, frontEnd.Shape.Length));
            }

            float[] logits = OnnxRuntime.Run(model, features, [count, .. frontEnd.Shape.ToArray()]).Logits;
            right += Enumerable.Range(0, count).Count(i => Hark.Kernels.Softmax.IndexOfLargest(logits.AsSpan(i * settings.Labels.Count, settings.Labels.Count)) == clips.LabelIndex(first + i));
        }

        return (double)right / clips.Count;
    }
}
