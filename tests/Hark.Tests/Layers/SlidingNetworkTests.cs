using Hark.Kernels;
using Hark.Layers;
using Hark.Models;

namespace Hark.Tests.Layers;

/// <summary>Windows that share inner values against the same windows run whole: the same bits.</summary>
public class SlidingNetworkTests
{
    private static readonly WindowMotion Usual = new(Phases: 1, Columns: 10, Before: 2, After: 2);

    public static TheoryData<string, int, int, int, int> Motions
    {
        get
        {
            var cases = new TheoryData<string, int, int, int, int>();
            foreach (string width in (string[])["1", "1.5", "2", "3", "6", "8"])
            {
                cases.Add($"bc-resnet-{width}", 1, 10, 2, 2);
            }

            cases.Add("bc-resnet-1", 1, 1, 2, 2);
            cases.Add("bc-resnet-1", 1, 3, 2, 2);
            cases.Add("bc-resnet-1", 2, 5, 2, 2);
            cases.Add("bc-resnet-1.5", 1, 10, 0, 7);
            cases.Add("bc-resnet-1", 3, 10, 3, 0);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Motions))]
    public void A_window_has_the_bits_of_the_window_run_whole(string name, int phases, int columns, int before, int after)
    {
        var motion = new WindowMotion(phases, columns, before, after);
        using Network network = Model(name);
        using var arena = new MemoryArena();
        using SlidingNetwork sliding = Create(network, motion, arena);
        Agree(network, sliding, motion, Numbers(TestScale.Count(25, 400)));
    }

    [Fact]
    public void Random_networks_that_are_local_in_time_agree()
    {
        int planned = 0, count = TestScale.Count(60, 1000);
        for (int seed = 1; seed <= count; seed++)
        {
            var random = new SeededRandom(seed);
            Layer input = Layer.Input(Pick(ref random, 1, 8), Pick(ref random, 60, 110), Pick(ref random, 1, 6));
            using var network = new Network(input, RandomLayers(ref random, input));
            RandomParameters.Fill(network, seed);
            var motion = new WindowMotion(Pick(ref random, 1, 2), Pick(ref random, 1, 12), Pick(ref random, 0, 3), Pick(ref random, 0, 3));
            using var arena = new MemoryArena();
            if (SlidingNetwork.TryCreate(network, motion, arena) is { } sliding)
            {
                planned++;
                Agree(network, sliding, motion, Numbers(8));
                sliding.Dispose();
            }
        }

        // The others reach too far for their width.
        Assert.True(planned > 0.6 * count, $"Only {planned} of {count} slide.");
    }

    [Fact]
    public void A_part_that_looks_a_column_too_near_or_makes_a_column_too_few_is_found_out()
    {
        using Network network = Model("bc-resnet-1");

        // What comes through the farthest taps of several layers is else lost in rounding.
        foreach (Parameter kernel in network.Parameters.Where(p => p.Definition.Name == "kernel"))
        {
            foreach (ref float value in kernel.Value)
            {
                value *= 2;
            }
        }

        SlidingStage[] stages = SlidingPlan.TryMake(network, Usual)!;
        int planted = 0;
        for (int i = 0; i < stages.Length - 1; i++)
        {
            Splice right = stages[i].Splice;
            var faults = new List<Splice> { right with { Left = right.Left - 1 }, right with { Right = Usual.Columns - 1 } };
            if (right.Reach != default)
            {
                faults.Add(right with { Reach = right.Reach with { Before = right.Reach.Before - 1 } });
                faults.Add(right with { Reach = right.Reach with { After = right.Reach.After - 1 } });
            }

            foreach (Splice fault in faults)
            {
                planted++;
                SlidingStage[] faulty = [.. stages];
                faulty[i] = stages[i] with { Splice = fault };
                using var arena = new MemoryArena();
                using var sliding = new SlidingNetwork(network, Usual, faulty, arena);
                Assert.False(AllAgree(network, sliding, Usual, [0, 1, 2, 3]), $"stage {i}: {fault} instead of {right}");
            }
        }

        Assert.True(planted >= 12, $"{planted} faults");
    }

    [Fact]
    public void Every_part_but_the_last_is_narrower_than_the_window()
    {
        using Network network = Model("bc-resnet-3");
        SlidingStage[] stages = SlidingPlan.TryMake(network, Usual)!;
        Assert.True(stages.Length > 3);
        Assert.Same(network.Input, stages[0].From);
        Assert.Same(network.Output, stages[^1].To);
        Assert.All(stages.Zip(stages.Skip(1)), pair => Assert.Same(pair.First.To, pair.Second.From));
        Assert.All(stages[..^1], stage => Assert.InRange(stage.Splice.Columns, 24, 100));
        Assert.Equal(Splice.None(101), stages[^1].Splice);
    }

    [Fact]
    public void New_weights_are_heard_and_what_was_kept_of_the_old_is_forgotten()
    {
        using Network network = Model("bc-resnet-1");
        using var arena = new MemoryArena();
        using SlidingNetwork sliding = Create(network, Usual, arena);
        Agree(network, sliding, Usual, [0, 1, 2]);
        network.Parameters[0].Value[3] += 0.5f;
        Agree(network, sliding, Usual, [3, 4]);
        RandomParameters.Fill(network, 9);
        Agree(network, sliding, Usual, [5, 6]);
    }

    [Fact]
    public void After_a_reset_any_number_may_come()
    {
        using Network network = Model("bc-resnet-1");
        using var arena = new MemoryArena();
        using SlidingNetwork sliding = Create(network, Usual, arena);
        Agree(network, sliding, Usual, [5, 6]);
        sliding.Reset();

        // Number 7 of another sound.
        var other = new SlidingWindows(network.Input.OutputShape, Usual, seed: 77);
        var found = new float[network.Output.OutputShape.Length];
        sliding.Forward(other.Window(7), 7, found);
        Assert.Equal(Whole(network, other.Window(7)), found);
    }

    [Fact]
    public void A_pass_allocates_nothing_not_even_the_first()
    {
        using Network network = Model("bc-resnet-1");
        using var arena = new MemoryArena();
        float[] window = new SlidingWindows(network.Input.OutputShape, Usual, 1).Window(0), output = new float[network.Output.OutputShape.Length];
        SlidingNetwork[] fresh = [.. Enumerable.Range(0, 5).Select(_ => Create(network, Usual, arena))];
        int next = 0;
        Assert.Equal(0, Allocation.OfCall(() => fresh[next++].Forward(window, 0, output)));
        long number = 1;
        Assert.Equal(0, Allocation.OfCall(() => fresh[0].Forward(window, number++, output)));
        Assert.Equal(0, Allocation.OfCall(() => fresh[0].Forward(window, number += 3, output)));
        Array.ForEach(fresh, sliding => sliding.Dispose());
    }

    [Fact]
    public void What_a_stream_of_the_shipped_width_keeps_is_small()
    {
        using Network network = Model("bc-resnet-3");
        using var arena = new MemoryArena();
        using SlidingNetwork sliding = Create(network, Usual, arena);
        Assert.InRange(sliding.Kept * sizeof(float), 100_000, 2_000_000);
    }

    [Theory]
    [InlineData("ds-cnn")]
    [InlineData("spectrogram-conv")]
    [InlineData("wave-conv")]
    public void Networks_with_strides_in_time_or_run_over_batches_stay_whole(string name)
    {
        using Network network = Model(name);
        Assert.Null(SlidingPlan.TryMake(network, Usual));
    }

    [Fact]
    public void Where_windows_share_little_they_are_run_whole()
    {
        using Network network = Model("bc-resnet-1");
        Assert.Null(SlidingPlan.TryMake(network, Usual with { Columns = 90 }));
    }

    private static Network Model(string name)
    {
        ModelDefinition model = ModelCatalog.Get(name);
        Network network = model.Build(model.DefaultFrontEnd.Shape(), 12);
        RandomParameters.Fill(network, 1);
        return network;
    }

    private static SlidingNetwork Create(Network network, WindowMotion motion, MemoryArena arena)
        => SlidingNetwork.TryCreate(network, motion, arena) ?? throw new InvalidOperationException("The network does not slide.");

    /// <summary>Rising numbers, most of them neighbours, with gaps here and there.</summary>
    private static long[] Numbers(int count)
    {
        var random = new SeededRandom(4, count);
        var numbers = new long[count];
        for (int i = 1; i < count; i++)
        {
            numbers[i] = numbers[i - 1] + (random.NextInt32(5) == 0 ? 1 + random.NextInt32(15) : 1);
        }

        return numbers;
    }

    private static void Agree(Network network, SlidingNetwork sliding, WindowMotion motion, long[] numbers)
        => Assert.True(AllAgree(network, sliding, motion, numbers), string.Join(" ", network.Layers.Select(l => $"{l.Kind}[{l.OutputShape}]")) + $" {motion}");

    private static bool AllAgree(Network network, SlidingNetwork sliding, WindowMotion motion, long[] numbers)
    {
        var windows = new SlidingWindows(network.Input.OutputShape, motion, seed: 5);
        using var pool = new WorkerPool(1);
        using var whole = new Execution(network, 1, training: false, pool);
        var found = new float[network.Output.OutputShape.Length];
        bool agree = true;
        foreach (long number in numbers)
        {
            float[] window = windows.Window(number);
            sliding.Forward(window, number, found);
            window.CopyTo(whole.Input.Value);
            whole.Forward();
            agree &= whole.Output.Value.SequenceEqual(found);
        }

        return agree;
    }

    private static float[] Whole(Network network, float[] window)
    {
        using var pool = new WorkerPool(1);
        using var execution = new Execution(network, 1, training: false, pool);
        window.CopyTo(execution.Input.Value);
        execution.Forward();
        return execution.Output.Value.ToArray();
    }

    private static Layer RandomLayers(ref SeededRandom random, Layer x)
    {
        for (int depth = Pick(ref random, 2, 7); depth > 0; depth--)
        {
            int height = x.OutputShape.Height;
            (int, int) kernel = (Pick(ref random, 1, Math.Min(3, height)), Pick(ref random, 1, 5));
            (int, int) dilation = (1, Pick(ref random, 1, 3));
            x = Pick(ref random, 0, 6) switch
            {
                0 => x.Conv2D(Pick(ref random, 1, 24), kernel).ReLU(),
                1 => x.Conv2D(Pick(ref random, 1, 40), (1, 1)).BatchNorm().ReLU(),
                2 => x.DepthwiseConv2D(kernel, dilation: dilation).BatchNorm(),
                3 => x.DepthwiseConv2D((Math.Min(3, height), 3)).SiLU(),
                4 => Layer.BroadcastAdd(x, x.AveragePool2D((height, 1)).DepthwiseConv2D((1, 3), dilation: dilation).SiLU(), x).ReLU(),
                5 => x.Conv2D(Pick(ref random, 1, 12), kernel, stride: (2, 1)).Dropout(0.1f),
                _ => Layer.Add(x, x.DepthwiseConv2D((1, 3)).BatchNorm()),
            };
        }

        return x.GlobalAveragePool().Dense(Pick(ref random, 1, 12));
    }

    private static int Pick(ref SeededRandom random, int least, int most) => least + random.NextInt32(most - least + 1);
}
