using Hark.Audio;
using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using System.Text.Json.Nodes;

namespace Hark.Tests.Models;

public sealed class ClassifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hark-모델-").FullName;

    private static ModelSettings Settings(FrontEndKind kind = FrontEndKind.Db) => new()
    {
        Model = "spectrogram-conv",
        Labels = ["네", "아니요", "stop"],
        FrontEnd = ModelCatalog.Get("spectrogram-conv").FrontEnd(kind),
    };

    private static AudioClip Clip(int rate, double seconds, int channels = 1)
    {
        var samples = new float[(int)(rate * seconds) * channels];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = 0.3f * MathF.Sin(0.05f * (i / channels) * 16000f / rate);
        }

        return new AudioClip(samples, rate, channels);
    }

    [Fact]
    public void One_file_is_the_model_and_gives_the_networks_probabilities()
    {
        string path = Path.Combine(_folder, "weights.safetensors");
        using (Network network = ModelFile.Build(Settings()))
        {
            network.Initialize(3);
            ModelFile.Save(path, network, Settings());
        }

        using Classifier words = Classifier.Load(path);
        Assert.Equal(["네", "아니요", "stop"], words.Labels);
        Prediction heard = words.Predict(Clip(8000, 1));
        Assert.Equal(1, heard.Probabilities.Sum(p => p.Probability), 1e-5f);
        Assert.Equal(heard.Label, heard.Ranked[0].Label);
        Assert.Equal(heard.Probability, heard.Ranked[0].Probability);
        Assert.Equal(words.Predict(Clip(8000, 1)).Probability, heard.Probability);
    }

    [Fact]
    public void Any_rate_length_and_channel_count_is_taken()
    {
        using var words = new Classifier(Initialised(), Settings(), threads: 1);
        foreach ((int rate, double seconds, int channels) in new[] { (8000, 0.1, 1), (16000, 1.0, 2), (44100, 3.0, 1), (48000, 0.5, 6) })
        {
            Assert.Equal(3, words.Predict(Clip(rate, seconds, channels)).Probabilities.Count);
        }
    }

    [Theory]
    [InlineData(FrontEndKind.Magnitude)]
    [InlineData(FrontEndKind.Db)]
    [InlineData(FrontEndKind.LogMel)]
    [InlineData(FrontEndKind.Mfcc)]
    public void Evaluation_and_prediction_hear_the_same(FrontEndKind kind)
    {
        ModelSettings settings = Settings(kind);
        AudioClip clip = Clip(8000, 1);
        using var words = new Classifier(Initialised(kind), settings, threads: 1);
        Prediction heard = words.Predict(clip);
        ClipSource clips = LabeledClips.From(NpyArray.From([.. clip.Samples, .. clip.Samples, .. clip.Samples], 3, 8000), NpyArray.FromStrings([settings.Labels[0], settings.Labels[1], settings.Labels[2]], 3), 8000);
        using Network network = Initialised(kind);
        using var pool = new WorkerPool(2);
        Judgement judgement = Judgement.Of(network, settings with { Labels = [.. clips.Labels] }, clips, pool);

        // Kernels differ with the batch size, and with them the last bits of the sums.
        Assert.All(heard.Probabilities.Zip(judgement.Probabilities(0)), pair => Assert.Equal(pair.First.Probability, pair.Second, 2e-6f));
    }

    [Fact]
    public void A_sequence_network_takes_the_spectrogram_as_a_sequence()
    {
        FrontEndSettings settings = ModelCatalog.Get("wave-conv").FrontEnd(FrontEndKind.Magnitude);
        Assert.Equal(TensorShape.Of(126, 130), settings.Shape());
        var rows = new float[126 * 130];
        var bins = new float[130 * 126];
        float[] wave = Clip(8000, 1).Samples.ToArray();
        new FrontEnd(settings).Transform(wave, rows);
        new FrontEnd(settings with { Layout = FeatureLayout.Image }).Transform(wave, bins);
        for (int t = 0; t < 126; t += 25)
        {
            for (int bin = 0; bin < 130; bin += 13)
            {
                Assert.Equal(bins[(bin * 126) + t], rows[(t * 130) + bin]);
            }
        }
    }

    [Fact]
    public void Decibels_are_scaled_to_0_to_1_and_silence_is_finite()
    {
        var frontEnd = new FrontEnd(Settings().FrontEnd);
        var features = new float[frontEnd.Shape.Length];
        frontEnd.Transform(Clip(8000, 1).Samples, features);
        Assert.Equal(0, features.Min(), 1e-6f);
        Assert.Equal(1, features.Max(), 1e-6f);
        frontEnd.Transform(new float[8000], features);
        Assert.All(features, value => Assert.Equal(1, value));
    }

    [Fact]
    public void Files_that_are_no_model_are_refused_by_name_and_reason()
    {
        string path = Path.Combine(_folder, "x.safetensors");
        Assert.Contains("holds no weights.safetensors", Message(() => Classifier.Load(_folder)), StringComparison.Ordinal);
        using Network network = Initialised();
        ModelFile.SaveParameters(path, network);
        Assert.Contains("holds tensors but no model.json", Message(() => Classifier.Load(path)), StringComparison.Ordinal);
        ModelFile.Save(path, network, Settings() with { Labels = ["a", "b"] });
        Assert.Contains("tensor 'dense.kernel' has shape [30720, 3]", Message(() => Classifier.Load(path)), StringComparison.Ordinal);
        ModelFile.Save(path, network, Settings() with { Model = "no-such" });
        Assert.Contains("There is no model 'no-such'", Message(() => Classifier.Load(path)), StringComparison.Ordinal);
        Assert.Contains("cannot take the waveform", Message(() => ModelCatalog.Get("spectrogram-conv").FrontEnd(FrontEndKind.Waveform)), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_read_back_as_they_were()
    {
        ModelSettings settings = Settings() with { Training = new TrainingSettings { Command = "hark train --data 말", Epochs = 3, Seed = 9 }, Temperature = 1.5f };
        string json = settings.ToJson();
        Assert.Contains("아니요", json, StringComparison.Ordinal);
        Assert.Equal(json, ModelSettings.Parse(json, "here").ToJson());
    }

    [Fact]
    public void Settings_of_an_older_Hark_lack_what_it_did_not_know()
    {
        JsonObject old = JsonNode.Parse(Settings().ToJson())!.AsObject();
        Assert.True(old.Remove("thresholds") && old.Remove("otherWords"));
        ModelSettings read = ModelSettings.Parse(old.ToJsonString(), "here");
        Assert.Empty(read.Thresholds);
        Assert.Empty(read.OtherWords);
    }

    [Fact]
    public void The_catalogue_has_the_published_sizes()
    {
        (string, int, double)[] sizes = [("wave-conv", 34_681_196, 2541.8), ("wave-skip", 63_611_244, 2865.4), ("spectrogram-conv", 461_324, 153.7)];
        (string, int)[] published = [("ds-cnn", 23_756), ("bc-resnet-1", 9_232), ("bc-resnet-1.5", 17_154), ("bc-resnet-2", 27_284), ("bc-resnet-3", 54_168), ("bc-resnet-6", 187_812), ("bc-resnet-8", 321_068)];
        foreach ((string name, int parameters) in published)
        {
            ModelDefinition model = ModelCatalog.Get(name);
            using Network network = model.Build(model.DefaultFrontEnd.Shape(), 12);
            Assert.Equal(parameters, network.TrainableCount);
        }

        using Network small = ModelCatalog.Get("ds-cnn").Build(ModelCatalog.Get("ds-cnn").DefaultFrontEnd.Shape(), 12);
        Assert.Equal(24_908, small.ParameterCount);

        foreach ((string name, int parameters, double millions) in sizes)
        {
            ModelDefinition model = ModelCatalog.Get(name);
            using Network network = model.Build(model.DefaultFrontEnd.Shape(), 12);
            Assert.Equal(parameters, network.TrainableCount);
            Assert.Equal(millions, network.MultiplyAccumulates / 1e6, 0.05);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Network Initialised(FrontEndKind kind = FrontEndKind.Db)
    {
        Network network = ModelFile.Build(Settings(kind));
        network.Initialize(3);
        return network;
    }

    private static string Message(Action action) => Assert.Throws<HarkException>(action).Message;
}
