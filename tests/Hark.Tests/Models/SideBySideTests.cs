using Hark.Audio;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Tests.Data;

namespace Hark.Tests.Models;

/// <summary>Two networks made the beginning of one of twice their width.</summary>
public sealed class SideBySideTests : IDisposable
{
    private static readonly string[] Words = ["네", "아니요", "unknown"];
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("bc-resnet-1", "bc-resnet-2")]
    [InlineData("bc-resnet-1.5", "bc-resnet-3")]
    [InlineData("bc-resnet-3", "bc-resnet-6")]
    public void Its_logits_are_the_mean_of_theirs(string half, string whole)
    {
        string left = Saved(half, 1), right = Saved(half, 2);
        ModelSettings settings = Settings(whole);
        using Network network = ModelFile.Build(settings);
        ModelFile.LoadSideBySide(left, right, network, settings);
        ModelFile.Save(_folder["whole"], network, settings);
        float[] a = Logits(left), b = Logits(right), joined = Logits(_folder["whole"]);
        Assert.True(a.Zip(b, (x, y) => MathF.Abs(x - y)).Max() > 1e-2f, "the two differ");
        float size = a.Concat(b).Max(MathF.Abs);
        Assert.Equal(a.Zip(b, (x, y) => (x + y) / 2), joined, (x, y) => MathF.Abs(x - y) < 1e-5f * size);
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        string left = Saved("bc-resnet-1", 1);
        Assert.Equal($"{left}: two of bc-resnet-1 side by side do not make a bc-resnet-3. Train a network of twice its width, such as bc-resnet-6 from two of bc-resnet-3.", Message(left, Settings("bc-resnet-3")));
        Assert.Contains("two single networks of one model are needed", Message(Saved("bc-resnet-1.5", 1), Settings("bc-resnet-3")), StringComparison.Ordinal);
        Assert.Contains("was trained to tell 아니요, 네, unknown, 물, 불 apart, but 네, 아니요, unknown, 물, 불 are to be learned", Message(Saved("bc-resnet-1", 1, s => s with { Labels = ["아니요", "네", "unknown"] }), Settings("bc-resnet-2")), StringComparison.Ordinal);
        Assert.Contains("hears LogMel features of 16000 samples at 8000 Hz", Message(Saved("bc-resnet-1", 1, s => s with { FrontEnd = s.FrontEnd with { SampleRate = 8000 } }), Settings("bc-resnet-2")), StringComparison.Ordinal);

        string Message(string right, ModelSettings settings)
        {
            using Network network = ModelFile.Build(settings);
            return Assert.Throws<HarkException>(() => ModelFile.LoadSideBySide(left, right, network, settings)).Message;
        }
    }

    public void Dispose() => _folder.Dispose();

    private static ModelSettings Settings(string model) => new() { Model = model, Labels = Words, OtherWords = ["물", "불"], FrontEnd = ModelCatalog.Get(model).DefaultFrontEnd };

    private static float[] Logits(string path)
    {
        // Of the trained classes: folding is no mean.
        (Network network, ModelSettings settings) = ModelFile.Load(path);
        using (network)
        {
            using Network trained = network.Trained;
            using var pool = new WorkerPool(1);
            using var execution = new Execution(trained, 1, training: false, pool);
            float[] wave = new ComplexWave(new Partial(440, 0.5), new Partial(1200, 0.2)).ToClip(16000, 1).Samples.ToArray();
            new FrontEnd(settings.FrontEnd).Transform(wave, execution.Input.Value);
            execution.Forward();
            return execution.Output.Value.ToArray();
        }
    }

    private string Saved(string model, long seed, Func<ModelSettings, ModelSettings>? change = null)
    {
        ModelSettings settings = Settings(model);
        settings = change?.Invoke(settings) ?? settings;
        using Network network = ModelFile.Build(settings);
        network.Initialize(seed);
        string path = _folder[$"{model}-{Guid.NewGuid():N}"];
        ModelFile.Save(path, network, settings);
        return path;
    }
}
