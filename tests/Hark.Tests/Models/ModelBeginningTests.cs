using Hark.Layers;
using Hark.Models;
using Hark.Tests.Data;

namespace Hark.Tests.Models;

public sealed class ModelBeginningTests : IDisposable
{
    private static readonly string[] Words = ["네", "아니요", "unknown"];
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("bc-resnet-1", "dense")]
    [InlineData("ds-cnn", "dense")]
    [InlineData("spectrogram-conv", "dense")]
    public void Other_labels_leave_the_last_layer_as_it_was_and_take_all_before_it(string model, string classifier)
    {
        string path = Saved(model, Words, seed: 1);
        foreach (string[] labels in new[] { ["위", "아래"], new[] { "위", "아래", "unknown" }, ["아니요", "네", "unknown"] })
        {
            using Network network = Built(model, labels, seed: 2), known = Built(model, Words, seed: 1), fresh = Built(model, labels, seed: 2);
            Assert.Equal(classifier, ModelFile.LoadBeginning(path, network, Settings(model, labels)));
            for (int i = 0; i < network.Parameters.Count; i++)
            {
                Network from = network.Parameters[i].Name.StartsWith(classifier + ".", StringComparison.Ordinal) ? fresh : known;
                Assert.Equal(from.Parameters[i].Value.ToArray(), network.Parameters[i].Value.ToArray());
            }
        }
    }

    [Fact]
    public void The_same_labels_take_everything_and_so_does_a_file_without_settings()
    {
        string path = Saved("bc-resnet-1", Words, seed: 1);
        using Network known = Built("bc-resnet-1", Words, seed: 1), network = Built("bc-resnet-1", Words, seed: 2), second = Built("bc-resnet-1", Words, seed: 3);
        Assert.Null(ModelFile.LoadBeginning(path, network, Settings("bc-resnet-1", Words)));
        Assert.Equal(known.Values.ToArray(), network.Values.ToArray());
        ModelFile.SaveParameters(_folder["bare"], known);
        Assert.Null(ModelFile.LoadBeginning(_folder["bare"], second, Settings("bc-resnet-1", ["a", "b", "c"])));
        Assert.Equal(known.Values.ToArray(), second.Values.ToArray());
    }

    [Fact]
    public void Words_told_apart_belong_to_the_labels_of_the_last_layer()
    {
        ModelSettings apart = Settings("bc-resnet-1", Words) with { OtherWords = ["물", "불"] };
        using Network known = ModelFile.Build(apart);
        known.Initialize(1);
        ModelFile.Save(_folder["apart"], known, apart);
        (Network loaded, ModelSettings settings) = ModelFile.Load(_folder["apart"]);
        using (loaded)
        using (Network same = ModelFile.Build(apart), fewer = ModelFile.Build(apart with { OtherWords = ["물"] }))
        {
            Assert.Equal((5, 3), (loaded.TrainedClasses, loaded.Output.OutputShape.Length));
            Assert.Equal(known.Values.ToArray(), loaded.Values.ToArray());
            Assert.Equal(apart.OtherWords, settings.OtherWords);
            Assert.Null(ModelFile.LoadBeginning(_folder["apart"], same, apart));
            Assert.Equal("dense", ModelFile.LoadBeginning(_folder["apart"], fewer, apart with { OtherWords = ["물"] }));
        }

        Assert.Contains("no label 'unknown'", Assert.Throws<HarkException>(() => ModelFile.Build(apart with { Labels = ["네", "아니요"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_network_or_other_features_are_told()
    {
        string path = Saved("bc-resnet-1", Words, seed: 1);
        using Network other = Built("ds-cnn", Words, seed: 2), network = Built("bc-resnet-1", Words, seed: 2);
        HarkException error = Assert.Throws<HarkException>(() => ModelFile.LoadBeginning(path, other, Settings("ds-cnn", Words)));
        Assert.Equal($"{path}: holds weights of bc-resnet-1, but ds-cnn is to be trained. Train bc-resnet-1, or begin with other weights.", error.Message);
        ModelSettings settings = Settings("bc-resnet-1", Words);
        FrontEndSettings features = settings.FrontEnd with { Features = settings.FrontEnd.Features! with { Stft = settings.FrontEnd.Features.Stft with { HopSamples = 161 } } };
        error = Assert.Throws<HarkException>(() => ModelFile.LoadBeginning(path, network, settings with { FrontEnd = features }));
        Assert.Equal(
            $"{path}: hears LogMel features of 16000 samples at 16000 Hz, 512-point frames every 160, but LogMel features of 16000 samples at 16000 Hz, 512-point frames every 161 are to be trained on. Train on the same, or begin with other weights.",
            error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static ModelSettings Settings(string model, string[] labels) => new() { Model = model, Labels = labels, FrontEnd = ModelCatalog.Get(model).DefaultFrontEnd };

    private static Network Built(string model, string[] labels, long seed)
    {
        Network network = ModelFile.Build(Settings(model, labels));
        network.Initialize(seed);
        return network;
    }

    private string Saved(string model, string[] labels, long seed)
    {
        using Network network = Built(model, labels, seed);
        ModelFile.Save(_folder["known"], network, Settings(model, labels));
        return _folder["known"];
    }
}
