using Hark.Layers;

namespace Hark.Tests.Layers;

public class SubSpectralNormTests
{
    [Theory]
    [InlineData(2, 4, 3, 5, 2)]
    [InlineData(3, 6, 2, 9, 3)]
    [InlineData(2, 5, 3, 8, 5)]
    public void Passes_finite_differences(int batch, int height, int width, int channels, int bands)
        => Assert.Empty(new GradientCheck(TensorShape.Of(height, width, channels), x => x.SubSpectralNorm(bands))
        {
            Batch = batch,
            Terms = 4 * batch * height * width / bands,
            Step = 1.0 / 32,
            FifthDerivative = 100,
        }.Failures());

    /// <summary>The definition: each band alone through batch normalisation.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Is_batch_normalisation_of_each_band(bool training)
    {
        const int batch = 4, height = 6, width = 5, channels = 11, bands = 3;
        using var whole = new LayerUnderTest(TensorShape.Of(height, width, channels), x => x.SubSpectralNorm(bands), batch, parameterSeed: 5, training);
        var random = new SeededRandom(3);
        float[] x = [.. Enumerable.Range(0, batch * height * width * channels).Select(_ => random.NextSingle(-2, 3))];
        float[] y = whole.Forward(x);
        int rows = height / bands * width * channels;
        for (int band = 0; band < bands; band++)
        {
            using var one = new LayerUnderTest(TensorShape.Of(height / bands, width, channels), input => input.BatchNorm(), batch, parameterSeed: 5, training);
            for (int p = 0; p < 4; p++)
            {
                // Forward has moved the running statistics in training, where they do not count.
                whole.Network.Parameters[p].Value.Slice(band * channels, channels).CopyTo(one.Network.Parameters[p].Value);
            }

            float[] part = [.. Enumerable.Range(0, batch).SelectMany(b => x.Skip((b * height * width * channels) + (band * rows)).Take(rows))];
            float[] expected = one.Forward(part);
            float[] found = [.. Enumerable.Range(0, batch).SelectMany(b => y.Skip((b * height * width * channels) + (band * rows)).Take(rows))];
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
        }
    }

    [Fact]
    public void Bands_must_divide_the_height()
    {
        var error = Assert.Throws<ArgumentException>(() => Layer.Input(7, 3, 2).SubSpectralNorm(5));
        Assert.Contains("5 do not divide 7", error.Message, StringComparison.Ordinal);
    }
}
