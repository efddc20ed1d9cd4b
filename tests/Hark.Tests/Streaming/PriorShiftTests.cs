using Hark.Models;
using Hark.Streaming;

namespace Hark.Tests.Streaming;

public class PriorShiftTests
{
    [Theory]
    [InlineData(new[] { 0.9f, 0.1f, 0 }, 10f, new[] { 0.9f / 1.9f, 1 / 1.9f, 0 })]
    [InlineData(new[] { 0.5f, 0.25f, 0.25f }, 0.5f, new[] { 0.5f / 0.875f, 0.125f / 0.875f, 0.25f / 0.875f })]
    [InlineData(new[] { 0.2f, 0.3f, 0.5f }, 1f, new[] { 0.2f, 0.3f, 0.5f })]
    [InlineData(new[] { 0f, 0, 0 }, 10f, new[] { 0f, 0, 0 })]
    public void The_odds_of_unknown_are_multiplied(float[] probabilities, float odds, float[] expected)
    {
        PriorShift.Apply(odds, ModelSettings.UnknownAmong(["네", "unknown", "silence"]), probabilities);
        Assert.All(expected.Zip(probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void A_model_without_the_label_is_taken_at_its_word()
    {
        float[] probabilities = [0.6f, 0.4f];
        PriorShift.Apply(10, ModelSettings.UnknownAmong(["네", "아니요"]), probabilities);
        Assert.Equal([0.6f, 0.4f], probabilities);
        Assert.Equal(0, ModelSettings.UnknownAmong(["_unknown_", "네"]));
    }
}
