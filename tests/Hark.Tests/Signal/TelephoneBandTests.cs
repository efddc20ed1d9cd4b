using Hark.Signal;

namespace Hark.Tests.Signal;

public class TelephoneBandTests
{
    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(44100)]
    public void Only_the_voice_band_comes_through_in_its_place(int sampleRate)
    {
        var telephone = new TelephoneBand(sampleRate);
        foreach (double hertz in new[] { 400.0, 1000, 3000 })
        {
            Assert.InRange(GainDb(telephone, sampleRate, hertz), -0.1, 0.1);
        }

        foreach (double hertz in new[] { 50.0, 150, 3700 })
        {
            Assert.True(GainDb(telephone, sampleRate, hertz) < -40);
        }

        if (sampleRate > 8000)
        {
            Assert.True(GainDb(telephone, sampleRate, 6000) < -80);
        }
    }

    /// <summary>Of a tone, in its middle half; in the pass band the wave itself must come back, not shifted.</summary>
    private static double GainDb(TelephoneBand telephone, int sampleRate, double hertz)
    {
        float[] tone = [.. Enumerable.Range(0, sampleRate).Select(i => (float)Math.Sin(2 * Math.PI * hertz * i / sampleRate))];
        float[] heard = [.. tone];
        telephone.Apply(heard);
        Range middle = (sampleRate / 4)..(sampleRate * 3 / 4);
        double gain = Math.Sqrt(heard[middle].Sum(x => (double)x * x) / tone[middle].Sum(x => (double)x * x));
        if (gain > 0.9)
        {
            Assert.All(tone[middle].Zip(heard[middle]), pair => Assert.Equal(pair.First, pair.Second, 0.02));
        }

        return 20 * Math.Log10(gain);
    }
}
