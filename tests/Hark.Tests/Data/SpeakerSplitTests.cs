using Hark.Data;

namespace Hark.Tests.Data;

public class SpeakerSplitTests
{
    [Theory]
    [InlineData("0a7c2a8d_nohash_0.wav", 56.836387193474074)]
    [InlineData("yes/0a7c2a8d_nohash_4.wav", 56.836387193474074)]
    [InlineData("bobby", 94.1747873587518)]
    public void The_percentage_is_that_of_the_published_split(string file, double expected)
        => Assert.Equal(expected, SpeakerSplit.Percentage(file));

    [Fact]
    public void About_a_tenth_of_the_speakers_goes_to_validation_and_to_test()
    {
        var sides = Enumerable.Range(0, 10_000).Select(i => SpeakerSplit.Of($"{i:x8}_nohash_0.wav")).CountBy(side => side).ToDictionary();

        // Binomial, n = 10,000, p = 0.1: five standard deviations are 150.
        Assert.InRange(sides[DataSplit.Validation], 850, 1150);
        Assert.InRange(sides[DataSplit.Test], 850, 1150);
    }

    [Theory]
    [InlineData("yes/0a7c2a8d_nohash_1.wav", "0a7c2a8d")]
    [InlineData("민수_nohash_0.wav", "민수")]
    [InlineData("1.wav", null)]
    [InlineData("_nohash_0.wav", null)]
    public void The_file_name_tells_the_speaker(string file, string? speaker) => Assert.Equal(speaker, SpeakerSplit.SpeakerOf(file));
}
