using Hark.Export;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Signal;
using Hark.Streaming;
using System.Text.Json.Nodes;

namespace Hark.Tests.Export;

public class OnnxModelTests
{
    /// <summary>What the project promises of exported probabilities.</summary>
    private const float Tolerance = 1e-4f;

    /// <summary>wave-skip has wave-conv's layers and a quarter of a gigabyte of weights.</summary>
    public static TheoryData<string> Models => [.. ModelCatalog.All.Select(model => model.Name).Where(name => TestScale.Long || name is not ("wave-skip" or "bc-resnet-6"))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_model_gives_the_same_probabilities_in_ONNX_Runtime(string name)
    {
        OnnxRuntime.Need();
        using var model = new ExportedModel(name);
        ExpectSame(model, OnnxInput.Waveform);
    }

    [Theory]
    [InlineData("ds-cnn")]
    [InlineData("bc-resnet-1")]
    [InlineData("spectrogram-conv")]
    public void The_network_alone_takes_the_front_ends_features(string name)
    {
        OnnxRuntime.Need();
        using var model = new ExportedModel(name);
        ExpectSame(model, OnnxInput.Features);
    }

    [Theory]
    [InlineData(FrontEndKind.Magnitude)]
    [InlineData(FrontEndKind.Db)]
    [InlineData(FrontEndKind.LogMel)]
    [InlineData(FrontEndKind.Mfcc)]
    public void A_sequence_network_takes_every_front_end(FrontEndKind kind)
    {
        OnnxRuntime.Need();
        ModelDefinition definition = ModelCatalog.Get("wave-conv");
        FrontEndSettings frontEnd = definition.FrontEnd(kind);
        using var model = new ExportedModel(definition.Build(frontEnd.Shape(), ExportedModel.Korean.Length), frontEnd);
        ExpectSame(model, OnnxInput.Waveform);
        ExpectSame(model, OnnxInput.Features);
    }

    public static TheoryData<string, FeatureOptions> OddFeatures => new()
    {
        { "a prime n_fft, a window shorter than it", new FeatureOptions { Kind = FeatureKind.Power, Stft = new StftOptions { NFft = 61, WinSamples = 40, HopSamples = 13, PadMode = PadMode.Edge } } },
        { "an odd n_fft, a hop that leaves samples over", new FeatureOptions { Stft = new StftOptions { NFft = 75, HopSamples = 50, Center = false, Window = Window.Blackman } } },
        { "a hop as long as the frame", new FeatureOptions { Stft = new StftOptions { NFft = 64, HopSamples = 64, Center = false, Window = Window.Rectangular } } },
        { "a hop longer than the frame", new FeatureOptions { Stft = new StftOptions { NFft = 32, HopSamples = 70, PadMode = PadMode.Reflect, Window = Window.Hamming } } },
        { "decibels of a fixed reference, all of their range", new FeatureOptions { Kind = FeatureKind.Decibels, Stft = Small, Reference = 0.5, TopDb = null } },
        { "decibels of a fixed reference within a range", new FeatureOptions { Kind = FeatureKind.Decibels, Stft = Small, Reference = 0.5, TopDb = 30 } },
        { "decibels below the largest, all of their range", new FeatureOptions { Kind = FeatureKind.Decibels, Stft = Small, Reference = null, TopDb = null } },
        { "mel bands", new FeatureOptions { Kind = FeatureKind.Mel, Stft = Small, Mel = new MelOptions { Bands = 12 } } },
        { "librosa's cepstrum with a lifter", new FeatureOptions { Kind = FeatureKind.Mfcc, Stft = Small, Mel = new MelOptions { Bands = 12 }, Coefficients = 8, Lifter = 22 } },
    };

    private static StftOptions Small => new() { NFft = 64, HopSamples = 32 };

    [Theory]
    [MemberData(nameof(OddFeatures))]
    public void Features_of_any_settings_are_made_in_the_graph(string what, FeatureOptions options)
    {
        OnnxRuntime.Need();
        const int rate = 4000, samples = 1037;
        var frontEnd = new FrontEndSettings { Kind = FrontEndKind.LogMel, Layout = FeatureLayout.Image, SampleRate = rate, ClipSamples = samples, Features = options with { SampleRate = rate } };
        Layer input = Layer.Input(frontEnd.Shape());
        using var model = new ExportedModel(new Network(input, input.Flatten().Dense(ExportedModel.Korean.Length)), frontEnd);
        Assert.NotEmpty(what);
        ExpectSame(model, OnnxInput.Waveform);
    }

    [Fact]
    public void Layers_that_no_model_of_the_catalogue_joins_so_are_right_too()
    {
        OnnxRuntime.Need();
        FrontEndSettings frontEnd = ModelCatalog.Get("ds-cnn").DefaultFrontEnd with { Layout = FeatureLayout.Image };
        Layer input = Layer.Input(frontEnd.Shape());
        Layer x = input.BatchNorm().Conv2D(6, (3, 4), stride: (2, 3), dilation: (2, 1), bias: false);
        Layer normalized = x.BatchNorm();
        x = Layer.Concat(normalized, x.SiLU(), x.AveragePool2D((2, 3), (1, 1), Padding.Same), x.MaxPool2D((3, 2), (1, 1), Padding.Same));
        x = x.DepthwiseConv2D((2, 2), stride: (1, 2), padding: Padding.Valid).BatchNorm().ReLU();
        Layer row = x.AveragePool2D((x.OutputShape.Height, 1));
        x = Layer.BroadcastAdd(Layer.BroadcastAdd(x, row), row, residual: x).SubSpectralNorm(2).ChannelDropout(0.1f);
        x = Layer.Add(x, x.ReLU()).Dropout(0.3f);
        x = Layer.Concat(x.GlobalAveragePool(), x.Flatten()).BatchNorm().Dense(7, bias: false).BatchNorm().ReLU().Dense(ExportedModel.Korean.Length + 1).FoldClasses(into: 0, ExportedModel.Korean.Length);
        using var model = new ExportedModel(new Network(input, x), frontEnd);
        ExpectSame(model, OnnxInput.Features);
    }

    [Fact]
    public void Layers_of_sequences_that_no_model_of_the_catalogue_joins_so_are_right_too()
    {
        OnnxRuntime.Need();
        FrontEndSettings frontEnd = ModelCatalog.Get("ds-cnn").DefaultFrontEnd with { Layout = FeatureLayout.Sequence };
        Layer input = Layer.Input(frontEnd.Shape());
        Layer x = input.BatchNorm().Conv1D(8, 3, stride: 2, dilation: 3).BatchNorm().SiLU().AveragePool1D(3, 2, Padding.Same).MaxPool1D(3, 1, Padding.Same);
        x = Layer.Concat(x, x.Conv1D(4, 2, padding: Padding.Same, bias: false)).GlobalAveragePool().Dense(ExportedModel.Korean.Length + 3).FoldClasses(into: 2, ExportedModel.Korean.Length);
        using var model = new ExportedModel(new Network(input, x), frontEnd);
        ExpectSame(model, OnnxInput.Waveform);
    }

    [Theory]
    [InlineData(OnnxInput.Waveform)]
    [InlineData(OnnxInput.Features)]
    public void A_committee_is_one_file_with_the_mean_of_its_members(OnnxInput input)
    {
        OnnxRuntime.Need();
        ModelDefinition definition = ModelCatalog.Get("bc-resnet-1");
        int labels = ExportedModel.Korean.Length;
        Layer clip = Layer.Input(definition.DefaultFrontEnd.Shape(), definition.Conventions);
        Layer Member() => definition.Layers(clip, labels + 4).FoldClasses(into: 1, labels);
        using var model = new ExportedModel(new Network(clip, Layer.MeanProbability([0.6f, 1, 1.7f], [0.5f, 0, 2], Member(), Member(), Member())), definition.DefaultFrontEnd);
        ExpectSame(model, input);
    }

    [Fact]
    public void A_committee_says_that_it_is_one_and_of_what()
    {
        OnnxRuntime.NeedChecker();
        using var model = new ExportedModel("ds-cnn", [new CommitteeMember("ds-cnn", 0.6f, 0), new CommitteeMember("bc-resnet-1", 1.5f)]);
        JsonObject said = OnnxRuntime.Check(model.Export());
        Assert.StartsWith("committee of ds-cnn + bc-resnet-1, made by Hark", (string)said["description"]!, StringComparison.Ordinal);
        Assert.Equal("committee of ds-cnn + bc-resnet-1", (string)said["metadata"]!["model"]!);
        JsonArray members = JsonNode.Parse((string)said["metadata"]!["committee"]!)!.AsArray();
        Assert.Equal(["ds-cnn 0.6 0", "bc-resnet-1 1.5 1"], members.Select(member => $"{member!["model"]} {member["temperature"]} {member["weight"]}"));
    }

    [Fact]
    public void All_that_the_thresholds_of_a_stream_assume_is_in_the_file()
    {
        OnnxRuntime.NeedChecker();
        using var model = new ExportedModel("ds-cnn");
        JsonNode metadata = OnnxRuntime.Check(model.Export())["metadata"]!;
        DetectorOptions usual = new DetectorOptions().For(model.Settings);
        Assert.Equal(
            [$"{usual.DecisionMs}", "10", $"{usual.Smoothing}", $"{usual.RiseMs}", "0.5", $"{usual.LockoutMs}", $"{usual.RefractoryMs}"],
            new[] { "decisionMs", "otherWordOdds", "smoothing", "riseMs", "release", "lockoutMs", "refractoryMs" }.Select(key => (string)metadata[key]!));
        Dictionary<string, float> thresholds = JsonNode.Parse((string)metadata["thresholds"]!)!.AsObject().ToDictionary(entry => entry.Key, entry => (float)entry.Value!);
        Assert.Equal(ExportedModel.Korean.ToDictionary(label => label, label => label == "네" ? 0.75f : 0.7f), thresholds);
        Assert.Null(metadata["committee"]);
    }

    [Theory]
    [InlineData("ds-cnn", OnnxInput.Waveform, false)]
    [InlineData("bc-resnet-1", OnnxInput.Features, true)]
    [InlineData("spectrogram-conv", OnnxInput.Waveform, true)]
    public void The_checker_of_ONNX_accepts_the_file_and_finds_all_that_it_says_of_itself(string name, OnnxInput input, bool int8)
    {
        OnnxRuntime.NeedChecker();
        using var model = new ExportedModel(name);
        JsonObject said = OnnxRuntime.Check(model.Export(input, int8 ? model.AsSource() : null));
        Assert.Equal(13, (int)Assert.Single(said["opset"]!.AsArray())!);
        Assert.Equal(7, (int)said["ir"]!);
        FrontEndSettings frontEnd = model.Settings.FrontEnd;
        string shape = input == OnnxInput.Waveform ? $"{{\"waveform\":[\"batch\",{frontEnd.ClipSamples}]}}" : $"{{\"features\":[\"batch\",{string.Join(',', frontEnd.Shape().ToArray())}]}}";
        Assert.Equal(shape, said["inputs"]!.ToJsonString());
        Assert.Equal("""{"probabilities":["batch",5],"logits":["batch",5]}""", said["outputs"]!.ToJsonString());
        JsonNode metadata = said["metadata"]!;
        Assert.Equal(ExportedModel.Korean, JsonNode.Parse((string)metadata["labels"]!)!.AsArray().Select(label => (string)label!));
        Assert.Equal(0.75f, (float)JsonNode.Parse((string)metadata["thresholds"]!)!["네"]!);
        Assert.Equal(frontEnd.Features!.Stft.NFft, (int)JsonNode.Parse((string)metadata["frontEnd"]!)!["features"]!["stft"]!["nFft"]!);
        string[] texts = [name, $"{frontEnd.SampleRate}", $"{frontEnd.ClipSamples}", "1.5", input == OnnxInput.Waveform ? "waveform" : "features", "13", model.Settings.Hark];
        Assert.Equal(texts, new[] { "model", "sampleRate", "clipSamples", "temperature", "input", "opset", "hark" }.Select(key => (string)metadata[key]!));
        Assert.Contains($"{name}, made by Hark", (string)said["description"]!, StringComparison.Ordinal);
        Assert.Equal(int8, said["operators"]!.AsArray().Any(node => (string)node! == "QuantizeLinear"));
    }

    [Theory]
    [InlineData("spectrogram-conv")]
    [InlineData("bc-resnet-8")]
    public void Int8_takes_at_most_a_third_of_the_size_of_a_large_network_and_says_nearly_the_same(string name)
    {
        OnnxRuntime.Need();
        using var model = new ExportedModel(name);
        string small = model.Export(OnnxInput.Features, model.AsSource());
        Assert.InRange(new FileInfo(small).Length, 0, new FileInfo(model.Export(OnnxInput.Features)).Length / 3);

        // Rounding to 8 bits is noise of about 1/255 of a range in every layer; a fault in a scale or zero point is of the size of the logits.
        (float[] expected, float[] got) = (model.InHark().Logits, model.InOnnxRuntime(small, OnnxInput.Features).Logits);
        double mean = expected.Average();
        double error = Math.Sqrt(expected.Zip(got, (a, b) => Math.Pow(a - b, 2)).Average());
        double spread = Math.Sqrt(expected.Average(logit => Math.Pow(logit - mean, 2)));
        Assert.InRange(error, 0, 0.15 * spread);
    }

    [Fact]
    public void A_layer_without_a_form_in_ONNX_is_named()
    {
        Layer input = Layer.Input(20, 1);
        using var network = new Network(input, new Rounding(input.Flatten().Dense(5)));
        var frontEnd = new FrontEndSettings { Kind = FrontEndKind.Waveform, Layout = FeatureLayout.Sequence, SampleRate = 100, ClipSamples = 20 };
        using var model = new ExportedModel(network, frontEnd);
        string message = Assert.Throws<HarkException>(() => model.Export()).Message;
        Assert.Equal("Layer rounding: there is no form in ONNX for layers of kind Rounding (Rounding). Replace it by Hark's own layers to export the network.", message);
        Assert.False(File.Exists(model["Waveform.onnx"]));
    }

    [Fact]
    public void Features_without_a_form_in_ONNX_are_named()
    {
        var options = new FeatureOptions { Kind = FeatureKind.Centroid, SampleRate = 4000, Stft = Small };
        var frontEnd = new FrontEndSettings { Kind = FrontEndKind.LogMel, Layout = FeatureLayout.Sequence, SampleRate = 4000, ClipSamples = 400, Features = options };
        Layer input = Layer.Input(frontEnd.Shape());
        using var model = new ExportedModel(new Network(input, input.Flatten().Dense(5)), frontEnd);
        Assert.Equal("The front end measures Centroid, which has no form in ONNX: export with --input features.", Assert.Throws<HarkException>(() => model.Export()).Message);
    }

    [Fact]
    public void A_clip_too_short_to_be_mirrored_is_refused()
    {
        var options = new FeatureOptions { SampleRate = 4000, Stft = new StftOptions { NFft = 512, PadMode = PadMode.Reflect } };
        var frontEnd = new FrontEndSettings { Kind = FrontEndKind.Magnitude, Layout = FeatureLayout.Sequence, SampleRate = 4000, ClipSamples = 200, Features = options };
        Layer input = Layer.Input(frontEnd.Shape());
        using var model = new ExportedModel(new Network(input, input.Flatten().Dense(5)), frontEnd);
        Assert.Equal(
            "A clip of 200 samples is too short to be mirrored by half an n_fft of 512 in ONNX: export with --input features.", Assert.Throws<HarkException>(() => model.Export()).Message);
    }

    [Fact]
    public void Int8_needs_clips_of_the_models_rate_and_length()
    {
        using var model = new ExportedModel("ds-cnn");
        using var other = new ExportedModel("spectrogram-conv");
        Assert.Equal(
            "There is no clip to calibrate int8 with: give some hundred clips like those the model will hear.",
            Assert.Throws<HarkException>(() => model.Export(calibration: model.AsSource().Subset([]))).Message);
        Assert.Equal(
            "The calibration clips come as 8000 samples at 8000 Hz, but the model takes 16000 at 16000 Hz. Open the data with the model's rate and length, which resamples it.",
            Assert.Throws<HarkException>(() => model.Export(calibration: other.AsSource())).Message);
    }

    private static void ExpectSame(ExportedModel model, OnnxInput input)
    {
        (float[] expected, float[] expectedLogits) = model.InHark();
        (float[] got, float[] logits) = model.InOnnxRuntime(model.Export(input), input);
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - got[i]) <= Tolerance, $"probability {i}: Hark {expected[i]}, ONNX Runtime {got[i]}");
            Assert.True(Math.Abs(expectedLogits[i] - logits[i]) <= Tolerance * (10 + Math.Abs(expectedLogits[i])), $"logit {i}: Hark {expectedLogits[i]}, ONNX Runtime {logits[i]}");
        }
    }

    /// <summary>A layer of somebody else's.</summary>
    private sealed class Rounding(Layer input) : Layer("Rounding", input.OutputShape, input)
    {
        public override LayerExecution Plan(LayerPlan plan) => throw new InvalidOperationException("not executed here");
    }
}
