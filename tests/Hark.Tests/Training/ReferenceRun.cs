using Hark.Data;
using Hark.Kernels;
using Hark.Models;
using Hark.Training;

namespace Hark.Tests.Training;

/// <summary>
/// Runs on the bundled corpus with the fast kernels and with the reference convolution. That one knows no threads, so each network has a class
/// of its own, which run side by side, and ten epochs take every second training clip.
/// </summary>
internal static class ReferenceRun
{
    private const int Epochs = 10, Step = 2;

    /// <summary>Passes over the clips in which no weight moves, for the running statistics to catch up: after ten short epochs they still lag, and accuracy at inference with them (8 % two epochs before the end).</summary>
    private const int SettlingEpochs = 6;

    /// <summary>Fast runs that differ by one weight's rounding: their spread is the noise that a run has.</summary>
    private const int ShakenRuns = 6;

    /// <summary>Student's t for 5 degrees of freedom, 0.2 % on both sides together: three figures a network are judged by it.</summary>
    private const double Quantile = 5.89;

    public static void Check(string model)
    {
        ModelDefinition definition = ModelCatalog.Get(model);
        FrontEndSettings frontEnd = definition.DefaultFrontEnd;
        DataSet data = DataSet.Open(
            Path.Combine(Checkout.Root, "data", "speech-synthetic"),
            new DataOptions { SampleRate = frontEnd.SampleRate, ClipSamples = frontEnd.ClipSamples });
        if (!TestScale.Long)
        {
            // Some steps: rounding has not yet grown, the losses must agree.
            ClipSource some = data.Train.Subset([.. Enumerable.Range(0, 24).Select(i => i * 37 % data.Train.Count)]);
            EpochResult fast = Run(definition, some, null, epochs: 1).Last, slow = Run(definition, some, null, epochs: 1, reference: true).Last;
            Assert.Equal(slow.Loss, fast.Loss, slow.Loss * 1e-3);
            return;
        }

        // Ten epochs: rounding has grown and the runs have gone ways of their own. How far apart they may arrive is measured.
        ClipSource train = data.Train.Subset([.. Enumerable.Range(0, data.Train.Count / Step).Select(i => i * Step)]);
        Ending[] quick = [.. Enumerable.Range(0, ShakenRuns).Select(i => Run(definition, train, data.Validation, Epochs, shake: i * 1e-6f))];
        Ending judge = Run(definition, train, data.Validation, Epochs, reference: true);
        CheckOne($"{model}, training loss", [.. quick.Select(q => q.Last.Loss)], judge.Last.Loss, sharpness: 0.25);
        CheckOne($"{model}, training accuracy", [.. quick.Select(q => q.Last.Accuracy)], judge.Last.Accuracy, sharpness: 0.1);
        CheckOne($"{model}, validation accuracy", [.. quick.Select(q => q.Settled!.Value)], judge.Settled!.Value, sharpness: 0.15);
    }

    /// <summary>Whether the reference's figure may be one more of the same kind (prediction interval), and whether the spread is small enough to tell.</summary>
    private static void CheckOne(string what, double[] quick, double judge, double sharpness)
    {
        double mean = quick.Average(), deviation = Math.Sqrt(quick.Sum(q => (q - mean) * (q - mean)) / (quick.Length - 1));
        double tolerance = Quantile * deviation * Math.Sqrt(1 + (1.0 / quick.Length));
        string story = $"{what}: fast {string.Join(' ', quick.Select(q => q.ToString("F4")))}, mean {mean:F4}; reference {judge:F4}; tolerance {tolerance:F4}";
        TestContext.Current.TestOutputHelper!.WriteLine(story);
        Assert.True(Math.Abs(judge - mean) <= tolerance, story);
        Assert.True(tolerance <= sharpness * mean, $"{story}: the runs differ too much to tell a fault from noise");
    }

    private static Ending Run(ModelDefinition model, ClipSource train, ClipSource? validation, int epochs, bool reference = false, float shake = 0)
    {
        FrontEndSettings frontEnd = model.DefaultFrontEnd;
        using Hark.Layers.Network network = model.Build(frontEnd.Shape(), train.Labels.Count);
        network.Initialize(seed: 7);
        network.TrainableValues[5] *= 1 + shake;
        Batches clips = train.Shuffle(7).WithFrontEnd(frontEnd).Batch(Math.Min(32, train.Count / 3));
        ConvolutionKernels.ReferenceOnly = reference;
        try
        {
            using var adam = new Adam(1e-3f);
            using var trainer = new Trainer(network, adam, Loss.CategoricalCrossEntropy, seed: 7);
            EpochResult last = trainer.Fit(clips, null, epochs).Epochs[^1];
            ConvolutionKernels.ReferenceOnly = false;
            return new Ending(last, validation is null ? null : Settle(network, clips, validation.WithFrontEnd(frontEnd).Batch(32)));
        }
        finally
        {
            ConvolutionKernels.ReferenceOnly = false;
        }
    }

    private static double Settle(Hark.Layers.Network network, Batches clips, Batches validation)
    {
        using var still = new Adam(1e-12f);
        using var trainer = new Trainer(network, still, Loss.CategoricalCrossEntropy, seed: 7);
        trainer.Fit(clips, null, SettlingEpochs);
        return trainer.Evaluate(validation).Accuracy;
    }

    /// <param name="Last">The last epoch.</param>
    /// <param name="Settled">Validation accuracy, 0 to 1; null where there was nothing to validate on.</param>
    private sealed record Ending(EpochResult Last, double? Settled);
}
