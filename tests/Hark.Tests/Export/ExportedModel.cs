using Hark.Audio;
using Hark.Data;
using Hark.Export;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;

namespace Hark.Tests.Export;

/// <summary>A network with numbers as training leaves them, clips to try it on, and what Hark says of them.</summary>
internal sealed class ExportedModel : IDisposable
{
    public static readonly string[] Korean = ["네", "아니요", "위", "아래", "모름"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hark-onnx-");

    public ExportedModel(string model)
        : this(ModelCatalog.Get(model).Build(ModelCatalog.Get(model).DefaultFrontEnd.Shape(), Korean.Length), ModelCatalog.Get(model).DefaultFrontEnd, model)
    {
    }

    /// <summary>With the settings of a committee, of which the network has nothing.</summary>
    public ExportedModel(string model, IReadOnlyList<CommitteeMember> committee) : this(model) => Settings = Settings with { Committee = committee };

    public ExportedModel(Network network, FrontEndSettings frontEnd, string model = "of-a-test")
    {
        Network = network;
        Settings = new ModelSettings { Model = model, Labels = Korean, FrontEnd = frontEnd, Temperature = 1.5f, Thresholds = new Dictionary<string, float> { ["네"] = 0.75f } };
        Train();
        Clips = MakeClips(frontEnd);
    }

    public Network Network { get; }

    public ModelSettings Settings { get; }

    /// <summary>Unlike sounds: a vowel in noise, noise, a click, digital silence.</summary>
    public float[][] Clips { get; }

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string Export(OnnxInput input = OnnxInput.Waveform, ClipSource? calibration = null)
    {
        string path = this[$"{input}{(calibration is null ? "" : "-int8")}.onnx"];
        OnnxModel.Export(path, Network, Settings, input, calibration);
        return path;
    }

    /// <summary>The clips, one a label.</summary>
    public ClipSource AsSource() => new Sounds(Clips, Settings.FrontEnd);

    /// <summary>What Hark says: [clips × labels].</summary>
    public (float[] Probabilities, float[] Logits) InHark()
    {
        using var pool = new WorkerPool(1);
        using var execution = new Execution(Network, 1, training: false, pool);
        var frontEnd = new FrontEnd(Settings.FrontEnd);
        var logits = new float[Clips.Length * Korean.Length];
        var probabilities = new float[logits.Length];
        for (int i = 0; i < Clips.Length; i++)
        {
            frontEnd.Transform(Clips[i], execution.Input.Value);
            execution.Forward();
            execution.Output.Value.CopyTo(logits.AsSpan(i * Korean.Length));
            Softmax.Row(execution.Output.Value, probabilities.AsSpan(i * Korean.Length, Korean.Length), Settings.Temperature);
        }

        return (probabilities, logits);
    }

    /// <summary>What ONNX Runtime says of all clips as one batch.</summary>
    public (float[] Probabilities, float[] Logits) InOnnxRuntime(string path, OnnxInput input)
    {
        if (input == OnnxInput.Waveform)
        {
            return OnnxRuntime.Run(path, [.. Clips.SelectMany(clip => clip)], Clips.Length, Settings.FrontEnd.ClipSamples);
        }

        var frontEnd = new FrontEnd(Settings.FrontEnd);
        var features = new float[Clips.Length * frontEnd.Shape.Length];
        for (int i = 0; i < Clips.Length; i++)
        {
            frontEnd.Transform(Clips[i], features.AsSpan(i * frontEnd.Shape.Length, frontEnd.Shape.Length));
        }

        return OnnxRuntime.Run(path, features, [Clips.Length, .. frontEnd.Shape.ToArray()]);
    }

    public void Dispose()
    {
        Network.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Statistics, scales, shifts and biases that are not those of the beginning.</summary>
    private void Train()
    {
        Network.Initialize(11);
        for (int i = 0; i < Network.Parameters.Count; i++)
        {
            Parameter parameter = Network.Parameters[i];
            var random = new SeededRandom(12, i);
            (float low, float high) = parameter.Definition.Name switch
            {
                "gamma" or "moving_variance" => (0.5f, 1.5f),
                "beta" or "moving_mean" or "bias" => (-0.3f, 0.3f),
                _ => (0, 0),
            };
            for (int j = 0; high > 0 && j < parameter.Length; j++)
            {
                parameter.Value[j] = random.NextSingle(low, high);
            }
        }
    }

    private static float[][] MakeClips(FrontEndSettings frontEnd)
    {
        double seconds = (double)frontEnd.ClipSamples / frontEnd.SampleRate;
        var vowel = new ComplexWave(new Partial(140, 0.3), new Partial(700, 0.2), new Partial(1220, 0.1)) { NoiseAmplitude = 0.02, Seed = 3 };
        var noise = new ComplexWave(new Partial(300, 0.001)) { NoiseAmplitude = 0.7, Seed = 4 };
        var click = new float[frontEnd.ClipSamples];
        click[frontEnd.ClipSamples / 3] = 0.9f;
        return [vowel.ToClip(frontEnd.SampleRate, seconds).Samples.ToArray(), noise.ToClip(frontEnd.SampleRate, seconds).Samples.ToArray(), click, new float[frontEnd.ClipSamples]];
    }

    private sealed class Sounds(float[][] clips, FrontEndSettings frontEnd) : ClipSource(new LabelSet(Korean), frontEnd.SampleRate, frontEnd.ClipSamples)
    {
        public override int Count => clips.Length;

        public override int LabelIndex(int index) => index;

        public override string Name(int epoch, int index) => $"sound {index}";

        public override void Read(int epoch, int index, Span<float> samples) => clips[index].CopyTo(samples);
    }
}
