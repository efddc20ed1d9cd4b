using Hark.Data;

namespace Hark.Tests.Data;

public class BackgroundNoiseTests
{
    [Fact]
    public void A_draw_is_a_cut_of_a_stretch_times_a_volume()
    {
        using ClipFolder folder = new ClipFolder().Add("noise/a.wav", level: 0.5f, frames: 300).Add("noise/b.wav", level: -0.5f, frames: 200);
        BackgroundNoise noise = BackgroundNoise.Load(folder["noise"], 16000);
        Assert.Equal(2, noise.Count);

        var seen = new HashSet<float>();
        for (int i = 0; i < 100; i++)
        {
            var random = new SeededRandom(1, i);
            float[] cut = new float[64];
            noise.Draw(ref random, cut, maximumVolume: 0.5f);
            Assert.InRange(cut[0], -0.25f, 0.25f);
            Assert.All(cut, sample => Assert.Equal(cut[0], sample));
            seen.Add(cut[0]);
        }

        Assert.Equal(100, seen.Count);
        Assert.Contains(seen, level => level > 0);
        Assert.Contains(seen, level => level < 0);
    }

    [Fact]
    public void A_stretch_shorter_than_the_cut_is_repeated()
    {
        using ClipFolder folder = new ClipFolder().Add("noise/a.wav", level: 0.5f, frames: 3);
        var random = new SeededRandom(1);
        float[] cut = new float[64];
        BackgroundNoise.Load(folder["noise"], 16000).Draw(ref random, cut);
        Assert.All(cut, sample => Assert.Equal(cut[0], sample));
        Assert.NotEqual(0, cut[0]);
    }

    [Fact]
    public void Recorded_noise_is_brought_to_the_rate_of_the_clips()
    {
        using ClipFolder folder = new ClipFolder().Add("noise/a.wav", level: 0.5f, frames: 4800, sampleRate: 48000, channels: 2);
        var random = new SeededRandom(1);
        float[] cut = new float[800];
        BackgroundNoise.Load(folder["noise"], 8000).Draw(ref random, cut);
        Assert.NotEqual(0, cut[400]);
        Assert.Equal(cut[400], cut[500], cut[400] * 1e-3f);
    }

    [Fact]
    public void A_folder_without_noise_is_refused()
    {
        using ClipFolder folder = new ClipFolder().Write("noise/readme.txt", "");
        var error = Assert.Throws<HarkException>(() => BackgroundNoise.Load(folder["noise"], 16000));
        Assert.Equal($"{folder["noise"]}: holds no .wav file. Put noise recordings there, or remove the folder to use generated noise.", error.Message);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    public void Generated_noise_is_ten_seconds_each_of_equal_loudness_and_always_the_same(int sampleRate)
    {
        float[][] noises = GeneratedNoise.All(sampleRate);
        Assert.Equal(4, noises.Length);
        Assert.All(noises, noise =>
        {
            Assert.Equal(10 * sampleRate, noise.Length);
            Assert.Equal(0.1, Math.Sqrt(noise.Average(sample => (double)sample * sample)), 0.001);
            Assert.All(noise, sample => Assert.InRange(sample, -1f, 1f));
        });
        Assert.Equal(noises, GeneratedNoise.All(sampleRate));
    }

    [Fact]
    public void Pink_and_brown_noise_fall_towards_high_frequencies_and_white_does_not()
    {
        float[][] noises = GeneratedNoise.All(16000);

        // Power of the differences over power of the noise: 2 for white, less the lower the frequencies it is made of.
        double[] roughness = [.. noises.Take(3).Select(noise => noise.Zip(noise.Skip(1), (a, b) => (double)(b - a) * (b - a)).Sum() / noise.Sum(sample => (double)sample * sample))];
        Assert.Equal(2, roughness[0], 0.05);
        Assert.InRange(roughness[1], 0.05, 0.5);
        Assert.InRange(roughness[2], 0, 0.05);
    }
}
