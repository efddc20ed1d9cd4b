using Hark.Audio;
using Hark.Layers;
using Hark.Models;
using Hark.Tests.Data;

namespace Hark.Tests.Models;

/// <summary>Several models made one.</summary>
public sealed class CommitteeTests : IDisposable
{
    private static readonly string[] Words = ["네", "아니요", "unknown"];
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("bc-resnet-1")]
    [InlineData("ds-cnn")]
    public void It_says_the_mean_of_what_its_members_say_calibrated_and_folded(string model)
    {
        string[] paths = [Saved(model, 1, 0.7f), Saved(model, 2, 1.4f), Saved(model, 3, 1)];
        (Network network, ModelSettings settings) = Committee.Combine(paths);
        using (network)
        {
            Assert.Equal([new(model, 0.7f), new(model, 1.4f), new(model, 1)], settings.Committee);
            Assert.Empty(settings.Thresholds);
            ModelFile.Save(_folder["all"], network, settings);
        }

        AudioClip clip = new ComplexWave(new Partial(440, 0.5), new Partial(1200, 0.2)).ToClip(16000, 0.7);
        using Classifier all = Classifier.Load(_folder["all"], threads: 1);
        float[][] said = [.. paths.Select(path => Says(path, clip))];
        Assert.True(said.Max(row => row[0]) - said.Min(row => row[0]) > 1e-3f, "the members differ");
        Assert.Equal(Enumerable.Range(0, Words.Length).Select(label => said.Average(row => row[label])), Says(all, clip), (a, b) => MathF.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void A_first_member_of_no_weight_is_not_heard_in_the_mean()
    {
        string[] paths = [Saved("bc-resnet-1", 1, 0.7f), Saved("bc-resnet-1.5", 2, 1.4f), Saved("bc-resnet-1.5", 3, 1)];
        (Network network, ModelSettings settings) = Committee.Combine(paths, [0, 1, 3]);
        using (network)
        {
            ModelFile.Save(_folder["weighed"], network, settings);
        }

        Assert.Equal([0f, 1, 3], ModelFile.ReadSettings(_folder["weighed"]).Committee.Select(member => member.Weight));
        AudioClip clip = new ComplexWave(new Partial(440, 0.5), new Partial(1200, 0.2)).ToClip(16000, 0.7);
        float[] one = Says(paths[1], clip), three = Says(paths[2], clip);
        Assert.Equal(one.Zip(three, (a, b) => (a + (3 * b)) / 4), Says(_folder["weighed"], clip), (a, b) => MathF.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void What_is_unlike_the_first_is_told()
    {
        string first = Saved("bc-resnet-1", 1, 1);
        string Message(string path) => Assert.Throws<HarkException>(() => Committee.Combine([first, path])).Message;
        Assert.Contains("is a ds-cnn, which does not go together with the first, a bc-resnet-1", Message(Saved("ds-cnn", 1, 1)), StringComparison.Ordinal);
        Assert.Contains("tells 아니요, 네, unknown apart, the first 네, 아니요, unknown", Message(Saved("bc-resnet-1", 1, 1, s => s with { Labels = ["아니요", "네", "unknown"] })), StringComparison.Ordinal);
        Assert.Contains("other words apart than the first", Message(Saved("bc-resnet-1", 1, 1, s => s with { OtherWords = ["물", "풀"] })), StringComparison.Ordinal);
        Assert.Contains("hears LogMel features of 16000 samples at 8000 Hz", Message(Saved("bc-resnet-1", 1, 1, s => s with { FrontEnd = s.FrontEnd with { SampleRate = 8000 } })), StringComparison.Ordinal);
        Assert.Contains("2 to 16 models; 1 given", Assert.Throws<HarkException>(() => Committee.Combine([first])).Message, StringComparison.Ordinal);
        (Network network, ModelSettings settings) = Committee.Combine([first, first]);
        using (network)
        {
            ModelFile.Save(_folder["twice"], network, settings);
            Assert.Contains("is a committee itself", Message(_folder["twice"]), StringComparison.Ordinal);
            ModelSettings alone = settings with { Committee = [] };
            using Network one = ModelFile.Build(alone);
            Assert.Contains("is a committee of 2 networks, but one is to be trained", Assert.Throws<HarkException>(() => ModelFile.LoadBeginning(_folder["twice"], one, alone)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, 1f)]
    [InlineData(17, 1f)]
    [InlineData(2, 0f)]
    [InlineData(2, float.NaN)]
    public void Settings_that_claim_an_impossible_committee_are_refused(int members, float temperature)
    {
        ModelSettings settings = Settings("bc-resnet-1") with { Committee = [.. Enumerable.Repeat(new CommitteeMember("bc-resnet-1", temperature), members)] };
        Assert.Contains("it takes 2 to 16, temperatures above 0", Assert.Throws<HarkException>(() => ModelFile.Build(settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_of_two_sizes_join_and_those_of_two_kinds_do_not()
    {
        string[] paths = [Saved("bc-resnet-1", 1, 0.7f), Saved("bc-resnet-1.5", 2, 1.4f)];
        (Network network, ModelSettings settings) = Committee.Combine(paths);
        using (network)
        {
            ModelFile.Save(_folder["sizes"], network, settings);
            Assert.Equal(ModelCatalog.Get("bc-resnet-1").Build(network.Input.OutputShape, 5).TrainableCount + ModelCatalog.Get("bc-resnet-1.5").Build(network.Input.OutputShape, 5).TrainableCount, network.TrainableCount);
        }

        ModelSettings read = ModelFile.ReadSettings(_folder["sizes"]);
        Assert.Equal([new("bc-resnet-1", 0.7f), new("bc-resnet-1.5", 1.4f)], read.Committee);
        AudioClip clip = new ComplexWave(new Partial(440, 0.5), new Partial(1200, 0.2)).ToClip(16000, 0.7);
        float[] small = Says(paths[0], clip), large = Says(paths[1], clip), both = Says(_folder["sizes"], clip);
        Assert.Equal(small.Zip(large, (a, b) => (a + b) / 2), both, (a, b) => MathF.Abs(a - b) < 1e-5f);
        ModelSettings stranger = read with { Committee = [read.Committee[0], new("ds-cnn", 1)] };
        Assert.Contains("a committee of bc-resnet-1 and ds-cnn, which do not go together", Assert.Throws<HarkException>(() => ModelFile.Build(stranger)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static ModelSettings Settings(string model) => new() { Model = model, Labels = Words, OtherWords = ["물", "불"], FrontEnd = ModelCatalog.Get(model).DefaultFrontEnd };

    private static float[] Says(string path, AudioClip clip)
    {
        using Classifier model = Classifier.Load(path, threads: 1);
        return Says(model, clip);
    }

    private static float[] Says(Classifier model, AudioClip clip) => [.. model.Predict(clip).Probabilities.Select(p => p.Probability)];

    private string Saved(string model, long seed, float temperature, Func<ModelSettings, ModelSettings>? change = null)
    {
        ModelSettings settings = Settings(model) with { Temperature = temperature, Thresholds = new Dictionary<string, float> { ["네"] = 0.9f } };
        settings = change?.Invoke(settings) ?? settings;
        using Network network = ModelFile.Build(settings);
        network.Initialize(seed);
        string path = _folder[$"{model}-{Guid.NewGuid():N}"];
        ModelFile.Save(path, network, settings);
        return path;
    }
}
