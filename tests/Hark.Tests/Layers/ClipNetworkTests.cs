using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Tests.Oracle;

namespace Hark.Tests.Layers;

/// <summary>Inference clip by clip, weights folded, against the same network layer by layer.</summary>
public class ClipNetworkTests
{
    [Theory]
    [InlineData("ds-cnn")]
    [InlineData("bc-resnet-1")]
    [InlineData("bc-resnet-1.5")]
    [InlineData("bc-resnet-3")]
    public void A_small_model_of_the_catalogue_is_run_clip_by_clip_and_agrees(string name)
    {
        ModelDefinition model = ModelCatalog.Get(name);
        using Network network = model.Build(model.DefaultFrontEnd.Shape(), 12);
        RequireClipByClip(network);
        Agree(network, seed: 1, batches: [1, 3], threads: [1, 2]);
    }

    [Theory]
    [InlineData("wave-conv")]
    [InlineData("wave-skip")]
    [InlineData("spectrogram-conv")]
    public void A_model_whose_convolutions_save_by_tiles_stays_layer_by_layer(string name)
    {
        ModelDefinition model = ModelCatalog.Get(name);
        using Network network = model.Build(model.DefaultFrontEnd.Shape(), 12);
        Assert.Null(ClipNetwork.TryCreate(network, 1));
    }

    [Fact]
    public void Random_small_networks_of_every_layer_agree()
    {
        int planned = 0, count = TestScale.Count(60, 1000);
        for (int seed = 1; seed <= count; seed++)
        {
            var random = new SeededRandom(seed);
            TensorShape shape = TensorShape.Of(Pick(ref random, 1, 12), Pick(ref random, 1, 40), Pick(ref random, 1, 20));
            Layer input = Layer.Input(shape);
            using var network = new Network(input, RandomLayers(ref random, input));
            using ClipNetwork? plan = ClipNetwork.TryCreate(network, 1);
            if (plan is not null)
            {
                planned++;
                Agree(network, seed, batches: [1, 4], threads: [1, 3]);
            }
        }

        // The others have a convolution for tiles.
        Assert.True(planned > 0.9 * count, $"Only {planned} of {count} were run clip by clip.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_clip_shared_by_threads_has_the_bits_of_one_thread(int threads)
    {
        ModelDefinition model = ModelCatalog.Get("ds-cnn");
        using Network network = model.Build(model.DefaultFrontEnd.Shape(), 12);
        RandomParameters.Fill(network, 1);
        float[] clip = SeededNumbers.Values(2, network.Input.OutputShape.Length);
        Assert.Equal(Run(network, clip, 1, threads: 1, clipByClip: true), Run(network, clip, 1, threads, clipByClip: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void New_weights_count_from_the_next_pass_on_whoever_wrote_them(bool clipByClip)
    {
        ModelDefinition model = ModelCatalog.Get("bc-resnet-1");
        Layer wave = Layer.Input(64, 16);
        using Network network = clipByClip
            ? model.Build(model.DefaultFrontEnd.Shape(), 12)
            : new Network(wave, wave.Conv1D(32, 9).ReLU().MaxPool1D().Conv1D(16, 9).BatchNorm().Flatten().Dense(4));
        using var pool = new WorkerPool(1);
        using var execution = new Execution(network, 1, training: false, pool);
        float[] clip = SeededNumbers.Values(2, network.Input.OutputShape.Length);
        Action[] changes =
        [
            () => network.Initialize(seed: 5),
            () => RandomParameters.Fill(network, 7),
            () => network.Parameters[0].Value[0] += 1,
            () => network.TrainableValues[1] += 1,
            () => network.Values[^1] += 1,
        ];
        float[] before = [];
        foreach (Action change in changes)
        {
            change();
            clip.CopyTo(execution.Input.Value);
            execution.Forward();
            float[] after = execution.Output.Value.ToArray();
            Assert.NotEqual(before, after);
            RequireClose(Run(network, clip, 1, threads: 1, clipByClip: false), after, "after a change");
            before = after;
        }
    }

    [Fact]
    public void A_pass_allocates_nothing()
    {
        ModelDefinition model = ModelCatalog.Get("bc-resnet-1");
        using Network network = model.Build(model.DefaultFrontEnd.Shape(), 12);
        using var pool = new WorkerPool(2);
        foreach (int batch in (int[])[1, 4])
        {
            using var execution = new Execution(network, batch, training: false, pool);
            execution.Forward();
            long least = long.MaxValue;
            for (int pass = 0; pass < 5; pass++)
            {
                long start = GC.GetAllocatedBytesForCurrentThread();
                execution.Forward();
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
            }

            Assert.Equal(0, least);
        }
    }

    [Fact]
    public void Passes_that_share_a_network_in_turn_take_its_weights_once()
    {
        ModelDefinition model = ModelCatalog.Get("bc-resnet-1");
        using Network network = model.Build(model.DefaultFrontEnd.Shape(), 12);
        using var pool = new WorkerPool(1);
        using var first = new Execution(network, 1, training: false, pool);
        using var second = new Execution(network, 1, training: false, pool);
        first.Forward();
        second.Forward();
        int version = network.Version;
        long least = long.MaxValue;
        for (int pass = 0; pass < 5; pass++)
        {
            // Taking the weights again would turn some of them anew, in fresh memory.
            long start = GC.GetAllocatedBytesForCurrentThread();
            first.Forward();
            second.Forward();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
        }

        Assert.Equal(0, least);
        Assert.Equal(version, network.Version);
    }

    private static void RequireClipByClip(Network network)
    {
        using ClipNetwork? plan = ClipNetwork.TryCreate(network, 1);
        Assert.NotNull(plan);
    }

    private static void Agree(Network network, int seed, int[] batches, int[] threads)
    {
        RandomParameters.Fill(network, seed);
        foreach (int batch in batches)
        {
            float[] clips = SeededNumbers.Values(seed + 1, batch * network.Input.OutputShape.Length);
            float[] expected = Run(network, clips, batch, threads: 1, clipByClip: false);
            foreach (int team in threads)
            {
                string what = $"seed {seed}, batch {batch}, {team} threads: {string.Join(" ", network.Layers.Select(l => $"{l.Kind}[{l.OutputShape}]"))}";
                RequireClose(expected, Run(network, clips, batch, team, clipByClip: true), what);
            }
        }
    }

    /// <summary>Within the rounding of a few hundred operations on numbers as large as the largest.</summary>
    private static void RequireClose(float[] expected, float[] actual, string what)
    {
        float largest = expected.Max(MathF.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= 256 * 1.2e-7f * largest, $"{what}: output {i} is {actual[i]}, expected {expected[i]}.");
        }
    }

    private static float[] Run(Network network, float[] clips, int batch, int threads, bool clipByClip)
    {
        using var pool = new WorkerPool(threads);
        using var execution = new Execution(network, batch, training: false, pool, arena: null, inputGradient: false, clipByClip);
        clips.CopyTo(execution.Input.Value);
        execution.Forward();
        return execution.Output.Value.ToArray();
    }

    private static Layer RandomLayers(ref SeededRandom random, Layer x)
    {
        for (int depth = Pick(ref random, 1, 6); depth > 0; depth--)
        {
            TensorShape shape = x.OutputShape;
            (int, int) kernel = (Pick(ref random, 1, Math.Min(5, shape.Height)), Pick(ref random, 1, Math.Min(5, shape.Width)));
            (int, int)? stride = Pick(ref random, 0, 2) == 0 ? (Pick(ref random, 1, 2), Pick(ref random, 1, 2)) : null;
            Padding padding = Pick(ref random, 0, 1) == 0 ? Padding.Same : Padding.Valid;
            bool bias = Pick(ref random, 0, 1) == 0;
            x = Pick(ref random, 0, 9) switch
            {
                0 => x.Conv2D(Pick(ref random, 1, 40), kernel, stride, padding: padding, bias: bias),
                1 => x.Conv2D(Pick(ref random, 1, 70), (1, 1), bias: bias),
                2 => x.DepthwiseConv2D(kernel, stride, padding: padding, bias: bias),
                3 => x.DepthwiseConv2D((Math.Min(3, shape.Height), Math.Min(3, shape.Width)), bias: bias),
                4 => Layer.BroadcastAdd(x, x.AveragePool2D((shape.Height, 1)).DepthwiseConv2D((1, Math.Min(3, shape.Width)), dilation: (1, Math.Min(2, shape.Width)), zeros: (0, 2)) is { } row && row.OutputShape.Width == shape.Width ? row : x.AveragePool2D((shape.Height, 1))),
                5 => Layer.BroadcastAdd(x, x.AveragePool2D((shape.Height, 1)).SiLU(), x.Conv2D(shape.Channels, (1, 1))),
                6 => x.SiLU(),
                7 => x.Dropout(0.2f).SubSpectralNorm(shape.Height % 5 == 0 ? 5 : 1),
                8 => x.ReLU(),
                _ => Layer.Add(x, x.DepthwiseConv2D((1, 1)).SubSpectralNorm(shape.Height % 2 == 0 ? 2 : 1)),
            };
            x = Pick(ref random, 0, 3) switch
            {
                0 => x.BatchNorm(),
                1 => x.BatchNorm().ReLU(),
                2 => x.ReLU(),
                _ => x,
            };
        }

        x = Pick(ref random, 0, 1) == 0 ? x.GlobalAveragePool() : x.Flatten();
        x = x.Dense(Pick(ref random, 1, 30));
        int kept = Pick(ref random, 1, 30);
        x = kept < x.OutputShape.Length ? x.FoldClasses(Pick(ref random, 0, kept - 1), kept) : x;
        return Pick(ref random, 0, 3) == 0 ? Layer.MeanProbability([0.7f, 1, 2], [1, 0, 3], x, x.Dense(x.OutputShape.Length), x.ReLU()) : x;
    }

    private static int Pick(ref SeededRandom random, int least, int most) => least + random.NextInt32(most - least + 1);
}
