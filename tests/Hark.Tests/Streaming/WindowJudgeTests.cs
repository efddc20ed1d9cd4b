using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Streaming;

namespace Hark.Tests.Streaming;

/// <summary>What a stream asks of a committee.</summary>
public sealed class WindowJudgeTests : IDisposable
{
    private const int Windows = 12;
    private readonly Network _network;
    private readonly ModelSettings _settings;
    private readonly float[][] _first;
    private readonly float[][] _all;
    private readonly float[][] _features;

    public WindowJudgeTests()
    {
        using Classifier one = Listening.RandomModel("bc-resnet-1"), other = Listening.RandomModel("bc-resnet-1");
        _settings = one.Settings with { Committee = [new(one.Settings.Model, one.Settings.Temperature), new(one.Settings.Model, 0.8f * one.Settings.Temperature)], Temperature = 1.5f };
        _network = ModelFile.Build(_settings);
        int taken = 0;
        foreach (Parameter parameter in one.Network.Parameters.Concat(other.Network.Parameters))
        {
            parameter.Value.CopyTo(_network.Parameters[taken++].Value);
        }

        // The second has learnt something else.
        _network.Parameters[^1].Value[0] += one.Settings.Temperature;
        var frontEnd = new FrontEnd(_settings.FrontEnd);
        float[] sound = Listening.Sound(16000, 5);
        _features = new float[Windows][];
        for (int i = 0; i < Windows; i++)
        {
            _features[i] = new float[_network.Input.OutputShape.Length];
            frontEnd.Transform(sound.AsSpan(i * 5000, 16000), _features[i]);
        }

        using var pool = new WorkerPool(1);
        using var member = new Execution(one.Network, 1, training: false, pool);
        using var whole = new Execution(_network, 1, training: false, pool);
        _first = [.. _features.Select(window => Run(member, window, _settings.Committee[0].Temperature * _settings.Temperature))];
        _all = [.. _features.Select(window => Run(whole, window, _settings.Temperature))];
    }

    [Fact]
    public void Without_a_second_look_all_members_hear_every_window() => Assert.Equal(_all, Judged(secondLook: 0, batch: 1), SameRow);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void With_it_the_others_hear_only_windows_in_which_the_first_suspects_a_word(int batch)
    {
        int[] words = [0, 1, 2];
        float[] suspicion = [.. _first.Select(row => words.Max(word => row[word]))];
        float secondLook = suspicion.Order().ElementAt(Windows / 2);
        float[][] expected = [.. Enumerable.Range(0, Windows).Select(i => suspicion[i] >= secondLook ? _all[i] : _first[i])];
        Assert.All(Enumerable.Range(0, Windows), i => Assert.True(Math.Abs(_first[i][0] - _all[i][0]) > 1e-4f, "the opinions differ"));
        Assert.Equal(expected, Judged(secondLook, batch), SameRow);
        Assert.Equal(_first, Judged(1, batch), SameRow);
    }

    [Fact]
    public void A_single_network_is_asked_once_whatever_the_option_says()
    {
        using Classifier one = Listening.RandomModel("bc-resnet-1");
        using var judge = new WindowJudge(one.Network, one.Settings, new DetectorOptions { SecondLook = 0.5f }, motion: null);
        using var pool = new WorkerPool(1);
        using var alone = new Execution(one.Network, 1, training: false, pool);
        _features[3].CopyTo(judge.Features(0, 0));
        judge.Judge(1);
        Assert.Equal(Run(alone, _features[3], one.Settings.Temperature), judge.Probabilities(0).ToArray());
    }

    [Fact]
    public void Weights_that_change_are_heard_by_the_first_member_too()
    {
        using var judge = new WindowJudge(_network, _settings, new DetectorOptions { SecondLook = 1 }, motion: null);
        _features[0].CopyTo(judge.Features(0, 0));
        judge.Judge(1);
        float[] before = judge.Probabilities(0).ToArray();
        Parameter bias = _network.Parameters.First(p => p.Name == "dense.bias");
        bias.Value[0] += 10 * _settings.Committee[0].Temperature;
        judge.Judge(1);
        Assert.True(judge.Probabilities(0)[0] > before[0] + 0.01f);
    }

    [Fact]
    public void The_first_suspicion_allocates_nothing()
    {
        // The first member's own first pass is part of a stream's start.
        Assert.Equal(First(secondLook: 1), First(secondLook: 1e-6f));
        using WindowJudge judge = Begun(1e-6f);
        Assert.Equal(0, Allocation.OfCall(() => judge.Judge(1)));

        // The least of five, as the runtime may take a little in any.
        long First(float secondLook)
        {
            long least = long.MaxValue;
            for (int i = 0; i < 5; i++)
            {
                using WindowJudge one = Begun(secondLook);
                long before = GC.GetAllocatedBytesForCurrentThread();
                one.Judge(1);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }

        WindowJudge Begun(float secondLook)
        {
            var one = new WindowJudge(_network, _settings, new DetectorOptions { SecondLook = secondLook }, motion: null);
            _features[0].CopyTo(one.Features(0, 0));
            return one;
        }
    }

    public void Dispose() => _network.Dispose();

    private static bool SameRow(float[] a, float[] b) => a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-6f);

    private static float[] Run(Execution execution, float[] features, float temperature)
    {
        features.CopyTo(execution.Input.Value);
        execution.Forward();
        var probabilities = new float[execution.Output.Value.Length];
        Softmax.Row(execution.Output.Value, probabilities, temperature);
        return probabilities;
    }

    private List<float[]> Judged(float secondLook, int batch)
    {
        using var judge = new WindowJudge(_network, _settings, new DetectorOptions { SecondLook = secondLook, Batch = batch }, motion: null);
        var rows = new List<float[]>();
        for (int start = 0; start < Windows; start += batch)
        {
            int count = Math.Min(batch, Windows - start);
            for (int i = 0; i < count; i++)
            {
                _features[start + i].CopyTo(judge.Features(i, start + i));
            }

            judge.Judge(count);
            rows.AddRange(Enumerable.Range(0, count).Select(i => judge.Probabilities(i).ToArray()));
        }

        return rows;
    }
}
