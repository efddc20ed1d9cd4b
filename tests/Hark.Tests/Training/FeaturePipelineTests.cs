using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Training;

namespace Hark.Tests.Training;

public class FeaturePipelineTests
{
    [Fact]
    public void Features_are_made_batch_by_batch_and_equal_the_front_ends()
    {
        ClipSource clips = SmallTask.Clips(7, 1);
        FrontEndSettings settings = FrontEndSettings.For(FrontEndKind.Magnitude, FeatureLayout.Image, 8000, SmallTask.Samples);
        var frontEnd = new FrontEnd(settings);
        var expected = new float[frontEnd.Shape.Length];
        foreach (Batch batch in clips.WithFrontEnd(settings).Batch(3).Prefetch(2).Epoch(0))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                frontEnd.Transform(clips.Clip(batch.Indices[i]).Samples, expected);
                Assert.Equal(expected, batch.Example(i).ToArray());
            }
        }
    }

    [Fact]
    public void Clips_of_another_rate_than_the_models_are_refused_with_both()
    {
        FrontEndSettings settings = FrontEndSettings.For(FrontEndKind.LogMel, FeatureLayout.Image, 16000, 16000);
        var error = Assert.Throws<HarkException>(() => SmallTask.Clips(3, 1).WithFrontEnd(settings));
        Assert.Contains("The clips come as 64 samples at 8000 Hz, but the model takes 16000 at 16000 Hz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_not_judged_on_other_labels()
    {
        using Network network = SmallTask.Network();
        using var pool = new WorkerPool(1);
        var settings = new ModelSettings
        {
            Model = "wave-conv",
            Labels = ["low", "middle", "other"],
            FrontEnd = FrontEndSettings.For(FrontEndKind.Waveform, FeatureLayout.Sequence, 8000, SmallTask.Samples),
        };
        var error = Assert.Throws<HarkException>(() => Judgement.Of(network, settings, SmallTask.Clips(6, 1), pool));
        Assert.Contains("The data's labels (high, low, middle) are not the model's (low, middle, other)", error.Message, StringComparison.Ordinal);
    }
}
