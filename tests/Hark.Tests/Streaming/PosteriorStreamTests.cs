using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Streaming;

namespace Hark.Tests.Streaming;

/// <summary>What a stream says of a window is what the training front end and the network say of that window.</summary>
public class PosteriorStreamTests
{
    public static TheoryData<string> Models => [.. ModelCatalog.All.Select(model => model.Name)];

    [Theory, MemberData(nameof(Models))]
    public void Every_model_says_of_a_stream_what_it_says_of_each_window(string name)
    {
        bool large = name.StartsWith("wave", StringComparison.Ordinal);
        using Classifier model = Listening.RandomModel(name);
        int rate = model.Settings.FrontEnd.SampleRate;
        float[] sound = Listening.Sound(rate, TestScale.Count(3, 12));
        var options = new DetectorOptions { ActivityGate = false, DecisionMs = large ? 500 : 100 };
        List<float[]> expected = WindowByWindow(model, sound, rate * options.DecisionMs / 1000);
        Assert.True(expected.Max(row => row[0]) - expected.Min(row => row[0]) > 0.1, "the windows are told apart");
        float[][]? first = null;
        foreach ((int largest, bool random) in ((int, bool)[])[(1, false), (rate / 10, false), (777, true), (rate, true), (10 * rate, false)])
        {
            if (large && largest is 1 or 777)
            {
                continue;
            }

            var found = new Collector();
            using var stream = new PosteriorStream(model.Network, model.Settings, options, found);
            Push(stream, sound, largest, random);
            Assert.Equal(expected.Count, found.Rows.Count);
            Assert.Equal(Enumerable.Range(0, expected.Count).Select(i => (long)i), found.Decisions.Select(d => d.Number));
            for (int i = 0; i < expected.Count; i++)
            {
                Assert.Equal(expected[i], found.Rows[i], (a, b) => Math.Abs(a - b) <= 1e-5f);
            }

            first ??= [.. found.Rows];
            Assert.Equal(first, found.Rows);
        }
    }

    [Theory]
    [InlineData("bc-resnet-1", 7)]
    [InlineData("ds-cnn", 32)]
    public void Windows_judged_together_are_judged_alike(string name, int batch)
    {
        using Classifier model = Listening.RandomModel(name);
        float[] sound = [.. Listening.Sound(16000, 3), .. new float[160_000], .. Listening.Sound(16000, 2)];
        var alone = new Collector();
        var together = new Collector();
        using var one = new PosteriorStream(model.Network, model.Settings, new DetectorOptions(), alone);
        using var many = new PosteriorStream(model.Network, model.Settings, new DetectorOptions { Batch = batch }, together);
        Push(one, sound, 1000, random: true);
        Push(many, sound, 1000, random: true);
        many.Complete();
        Assert.Equal(150, alone.Rows.Count);
        Assert.Equal(alone.Decisions, together.Decisions);
        Assert.Contains(alone.Decisions, decision => !decision.Active);
        for (int i = 0; i < alone.Rows.Count; i++)
        {
            Assert.Equal(alone.Rows[i], together.Rows[i], (a, b) => Math.Abs(a - b) <= 1e-5f);
        }
    }

    [Fact]
    public void Windows_that_are_passed_over_change_no_other()
    {
        using Classifier model = Listening.RandomModel("bc-resnet-1");
        float[] sound = [.. Listening.Sound(16000, 2), .. new float[48_000], .. Listening.Sound(16000, 2)];
        var judged = new Collector();
        var gated = new Collector();
        using var all = new PosteriorStream(model.Network, model.Settings, new DetectorOptions { ActivityGate = false }, judged);
        using var some = new PosteriorStream(model.Network, model.Settings, new DetectorOptions(), gated);
        Push(all, sound, 1600, random: false);
        Push(some, sound, 1600, random: false);
        Assert.InRange(gated.Decisions.Count(decision => decision.Active), 20, 65);
        for (int i = 0; i < judged.Rows.Count; i++)
        {
            Assert.Equal(gated.Decisions[i].Active ? judged.Rows[i] : new float[5], gated.Rows[i]);
        }
    }

    [Theory]
    [InlineData("bc-resnet-1", 50)]
    [InlineData("bc-resnet-1.5", 30)]
    [InlineData("bc-resnet-1", 25)]
    [InlineData("bc-resnet-1", 33)]
    [InlineData("bc-resnet-1", 1000)]
    public void Whatever_the_step_every_window_is_judged_to_the_bit_as_if_alone(string name, int decisionMs)
    {
        using Classifier model = Listening.RandomModel(name);
        float[] sound = Listening.Sound(16000, 3);
        var found = new Collector();
        using var stream = new PosteriorStream(model.Network, model.Settings, new DetectorOptions { ActivityGate = false, DecisionMs = decisionMs }, found);
        Push(stream, sound, 1234, random: true);
        Assert.Equal(WindowByWindow(model, sound, 16 * decisionMs), found.Rows);
    }

    [Theory]
    [InlineData("bc-resnet-3", 0)]
    [InlineData("live", 0)]
    [InlineData("live", 0.05)]
    public void A_shipped_model_says_the_same_of_a_long_sound_without_drift(string name, double secondLook)
    {
        using Classifier model = Classifier.Load(Path.Combine(Checkout.Root, "models", $"{name}.safetensors"), threads: 1);
        float[] sound = Listening.Sound(16000, TestScale.Count(12, 300));
        var found = new Collector();
        using var stream = new PosteriorStream(model.Network, model.Settings, new DetectorOptions { ActivityGate = false, SecondLook = (float)secondLook }, found);
        Push(stream, sound, 16000, random: true);
        List<float[]> all = WindowByWindow(model, sound, 1600);
        List<float[]> first = secondLook > 0 ? WindowByWindow(model, sound, 1600, model.Network.Members[0], model.Settings.Committee[0].Temperature) : all;
        int suspected = 0;
        for (int i = 0; i < all.Count; i++)
        {
            bool looks = secondLook > 0 && model.Labels.Select((label, n) => DetectorOptions.UsualIgnored.Contains(label) ? 0 : first[i][n]).Max() >= (float)secondLook;
            suspected += looks ? 1 : 0;
            Assert.Equal(looks ? all[i] : first[i], found.Rows[i]);
        }

        Assert.True(secondLook == 0 || suspected is var some && some > 0 && some < all.Count, $"{suspected} of {all.Count} windows suspected");
    }

    [Theory]
    [InlineData("bc-resnet-1", 100, true)]
    [InlineData("bc-resnet-1", 33, true)]
    [InlineData("bc-resnet-6", 33, false)]
    [InlineData("bc-resnet-3", 50, true)]
    [InlineData("bc-resnet-8", 100, true)]
    [InlineData("bc-resnet-3", 1000, false)]
    [InlineData("ds-cnn", 100, false)]
    [InlineData("spectrogram-conv", 100, false)]
    [InlineData("wave-conv", 100, false)]
    public void Windows_share_work_where_layers_are_local_in_time_and_what_is_kept_stays_small(string name, int decisionMs, bool shares)
    {
        ModelDefinition definition = ModelCatalog.Get(name);
        using Network network = definition.Build(definition.DefaultFrontEnd.Shape(), 4);
        using var pool = new WorkerPool(1);
        using var arena = new MemoryArena();
        var frontEnd = new SlidingFrontEnd(definition.DefaultFrontEnd, definition.DefaultFrontEnd.SampleRate * decisionMs / 1000);
        using var windows = new WindowNetwork(network, 1, frontEnd.Motion, pool, arena);
        Assert.Equal(shares, windows.Slides);
    }

    private static void Push(PosteriorStream stream, float[] sound, int largest, bool random)
    {
        int at = 0;
        foreach (int count in Listening.Pieces(sound.Length, largest, random))
        {
            stream.Push(sound.AsSpan(at, count));
            at += count;
        }
    }

    /// <summary>The reference: each window cut out of the sound, silence before it, and judged alone.</summary>
    private static List<float[]> WindowByWindow(Classifier model, float[] sound, int step, Network? member = null, float temperature = 1)
    {
        Network network = member ?? model.Network;
        int length = model.Settings.FrontEnd.ClipSamples;
        float[] padded = [.. new float[length], .. sound];
        var frontEnd = new FrontEnd(model.Settings.FrontEnd);
        using var pool = new WorkerPool(1);
        using var execution = new Execution(network, 1, training: false, pool);
        var rows = new List<float[]>();
        for (int end = step; end <= sound.Length; end += step)
        {
            frontEnd.Transform(padded.AsSpan(end, length), execution.Input.Value);
            execution.Forward();
            var row = new float[model.Labels.Count];
            Softmax.Row(execution.Output.Value, row, model.Settings.Temperature * temperature);
            rows.Add(row);
        }

        return rows;
    }

    private sealed class Collector : IDecisionSink
    {
        public List<float[]> Rows { get; } = [];

        public List<Decision> Decisions { get; } = [];

        public void Decide(in Decision decision, ReadOnlySpan<float> probabilities)
        {
            Decisions.Add(decision);
            Rows.Add(probabilities.ToArray());
        }
    }
}
