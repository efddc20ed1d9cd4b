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
            EpochResult fast = Run(definition, some, some, epochs: 1, reference: false), slow = Run(definition, some, some, epochs: 1, reference: true);
            Assert.Equal(slow.Loss, fast.Loss, slow.Loss * 1e-3);
            return;
        }

        // Ten epochs: the runs have gone ways of their own, but arrive alike.
        ClipSource train = data.Train.Subset([.. Enumerable.Range(0, data.Train.Count / Step).Select(i => i * Step)]);
        EpochResult quick = Run(definition, train, data.Validation, Epochs, reference: false);
        EpochResult judge = Run(definition, train, data.Validation, Epochs, reference: true);
        double accuracy = judge.ValAccuracy!.Value, deviation = Math.Sqrt(2 * Math.Max(0.02, accuracy * (1 - accuracy)) / data.Validation.Count);
        TestContext.Current.SendDiagnosticMessage($"{model}: validation accuracy {quick.ValAccuracy:P2}, by the reference kernels {accuracy:P2}");
        Assert.Equal(accuracy, quick.ValAccuracy!.Value, 3 * deviation);
    }

    private static EpochResult Run(ModelDefinition model, ClipSource train, ClipSource validation, int epochs, bool reference)
    {
        FrontEndSettings frontEnd = model.DefaultFrontEnd;
        ConvolutionKernels.ReferenceOnly = reference;
        try
        {
            using Hark.Layers.Network network = model.Build(frontEnd.Shape(), train.Labels.Count);
            network.Initialize(seed: 7);
            using var adam = new Adam(1e-3f);
            using var trainer = new Trainer(network, adam, Loss.CategoricalCrossEntropy, seed: 7);
            History history = trainer.Fit(
                train.Shuffle(7).WithFrontEnd(frontEnd).Batch(Math.Min(32, train.Count / 3)), validation.WithFrontEnd(frontEnd).Batch(32), epochs);

            // Of a single epoch the validation accuracy leaps about while batch statistics settle: the best is what a run keeps.
            return history.Best!;
        }
        finally
        {
            ConvolutionKernels.ReferenceOnly = false;
        }
    }
}
