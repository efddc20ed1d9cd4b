using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Signal;
using Hark.Training;

namespace Hark.Bench;

/// <summary>
/// One row of <c>bench/compare</c>, measured when told to: obeys <c>warm</c>, <c>go SECONDS</c> and <c>quit</c> on its input, a JSON line each,
/// as the other processes there do.
/// </summary>
internal static class ModelWorker
{
    private const int Classes = 12;
    private const int TrainingBatch = 32;

    /// <param name="kind">train, infer, latency (one clip; milliseconds), features, or ceiling.</param>
    /// <param name="name">A model; or stft, logmel, mfcc; of the ceiling arithmetic or memory: what this machine's processors do at most.</param>
    /// <param name="threads">At work; features take one.</param>
    /// <param name="input">Commands.</param>
    /// <param name="output">Answers.</param>
    public static void Serve(string kind, string name, int threads, TextReader input, TextWriter output)
    {
        bool latency = kind == "latency";
        int clips = kind is "train" or "infer" ? TrainingBatch : 1;
        Action step = () => { };
        for (string? line = input.ReadLine(); line is not null and not "quit"; line = input.ReadLine())
        {
            if (line == "warm")
            {
                step = kind switch
                {
                    "train" => TrainingStep(name, threads),
                    "features" => FeatureStep(name),
                    "ceiling" => CeilingStep(name, threads),
                    _ => InferenceStep(name, clips, threads),
                };
                Warm(step);
                output.WriteLine("{}");
            }
            else
            {
                double value = Measure(step, double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), clips, latency);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"value\": {value}}}"));
            }
        }

        double peakMiB = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"peakMiB\": {peakMiB}}}"));
    }

    /// <summary>What <see cref="Trainer"/> does for a batch.</summary>
    private static Action TrainingStep(string name, int threads)
    {
        Network network = NewNetwork(name);
        var pool = new WorkerPool(threads);
        var execution = new Execution(network, TrainingBatch, training: true, pool);
        var adam = new Adam(1e-4f);
        float[] clips = Noise(execution.Input.Value.Length);
        int[] labels = [.. Enumerable.Range(0, TrainingBatch).Select(clip => clip * 7 % Classes)];
        return () =>
        {
            execution.Chance.Step++;
            clips.CopyTo(execution.Input.Value);
            execution.Forward();
            Loss.CategoricalCrossEntropy.Evaluate(execution.Output.Value, labels, execution.Output.Gradient);
            execution.Backward();
            adam.Step(pool, network.TrainableValues, network.Gradients);
        };
    }

    private static Action InferenceStep(string name, int batch, int threads)
    {
        var execution = new Execution(NewNetwork(name), batch, training: false, new WorkerPool(threads));
        float[] clips = Noise(execution.Input.Value.Length);
        return () =>
        {
            clips.CopyTo(execution.Input.Value);
            execution.Forward();
        };
    }

    private static Action FeatureStep(string name)
    {
        var lesson = new StftOptions { NFft = 258, HopSamples = 64 };
        var field = new StftOptions { NFft = 512, WinSamples = 480, HopSamples = 160, PadMode = PadMode.Reflect };
        var mel = new MelOptions { Bands = 40, Scale = MelScale.Htk, Norm = MelNorm.None };
        var extractor = new FeatureExtractor(name switch
        {
            "stft" => new FeatureOptions { Kind = FeatureKind.Magnitude, Stft = lesson, SampleRate = 8000 },
            "logmel" => new FeatureOptions { Kind = FeatureKind.LogMel, LogForm = LogForm.NaturalLog, Stft = field, Mel = mel },
            _ => new FeatureOptions { Kind = FeatureKind.Mfcc, LogForm = LogForm.NaturalLog, Stft = field, Mel = mel, Coefficients = 10 },
        });
        float[] clip = Noise(name == "stft" ? 8000 : 16000);
        var features = new float[extractor.Rows * extractor.Frames(clip.Length)];
        return () => extractor.Extract(clip, features);
    }

    /// <summary>Multiply-adds on registers alone, or copies between arrays that no cache holds: the same work whatever the threads.</summary>
    private static Action CeilingStep(string name, int threads)
    {
        const int Parts = 16, Steps = 20_000, Floats = 1 << 20;
        var pool = new WorkerPool(threads);
        float[] from = new float[Parts * Floats], to = new float[Parts * Floats], sums = new float[Parts];
        Action<int> part = name == "arithmetic" ? p => sums[p] = MultiplyAdd(Steps) : p => from.AsSpan(p * Floats, Floats).CopyTo(to.AsSpan(p * Floats));
        return () => pool.Run(Parts, part);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd(int steps)
    {
        Vector512<float> factor = Vector512.Create(0.999f), add = Vector512.Create(1e-3f);
        Vector512<float> a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor;
        for (int i = 0; i < steps; i++)
        {
            a = Vector512.MultiplyAddEstimate(a, factor, add);
            b = Vector512.MultiplyAddEstimate(b, factor, add);
            c = Vector512.MultiplyAddEstimate(c, factor, add);
            d = Vector512.MultiplyAddEstimate(d, factor, add);
            e = Vector512.MultiplyAddEstimate(e, factor, add);
            f = Vector512.MultiplyAddEstimate(f, factor, add);
            g = Vector512.MultiplyAddEstimate(g, factor, add);
            h = Vector512.MultiplyAddEstimate(h, factor, add);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h);
    }

    private static Network NewNetwork(string name)
    {
        ModelDefinition model = ModelCatalog.Get(name);
        Network network = model.Build(model.DefaultFrontEnd.Shape(), Classes);
        network.Initialize(seed: 1);
        return network;
    }

    private static float[] Noise(int length)
    {
        var random = new SeededRandom(1);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle(-1, 1))];
    }

    /// <summary>Thirty steps at least, or five seconds, but never fewer than two; and a second, so that the compiler behind is done.</summary>
    private static void Warm(Action step)
    {
        long start = Stopwatch.GetTimestamp();
        for (int steps = 0; steps < 2 || (Stopwatch.GetElapsedTime(start).TotalSeconds < 5 && (steps < 30 || Stopwatch.GetElapsedTime(start).TotalSeconds < 1)); steps++)
        {
            step();
        }
    }

    private static double Measure(Action step, double seconds, int clips, bool latency)
    {
        var times = new List<double>();
        long start = Stopwatch.GetTimestamp(), before = start;
        while (times.Count < 2 || Stopwatch.GetElapsedTime(start, before).TotalSeconds < seconds)
        {
            step();
            long now = Stopwatch.GetTimestamp();
            times.Add(Stopwatch.GetElapsedTime(before, now).TotalSeconds);
            before = now;
        }

        times.Sort();
        return latency ? times[times.Count / 2] * 1e3 : clips * times.Count / Stopwatch.GetElapsedTime(start, before).TotalSeconds;
    }
}
