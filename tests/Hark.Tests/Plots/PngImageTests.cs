using Hark.Plots;

namespace Hark.Tests.Plots;

public class PngImageTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(126, 130)]
    [InlineData(1, 256)]
    public void Pixels_come_back(int width, int height)
    {
        var random = new SeededRandom(1, width, height);
        byte[] indices = [.. Enumerable.Range(0, width * height).Select(_ => (byte)random.NextInt32(256))];
        PngReader image = PngReader.Read(PngImage.Encode(indices, width, height, ColorMap.Palette));
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(indices, image.Indices);
        Assert.Equal(ColorMap.Palette.ToArray(), image.Palette);
    }

    [Fact]
    public void The_known_checksum_of_the_end_chunk_is_written()
        => Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], PngImage.Encode([0], 1, 1, [0, 0, 0])[^12..]);

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PngImage.Encode([0], 2, 1, [0, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PngImage.Encode([], 0, 1, [0, 0, 0]));
    }
}
