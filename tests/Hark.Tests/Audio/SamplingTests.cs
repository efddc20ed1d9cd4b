using Hark.Audio;

namespace Hark.Tests.Audio;

public class SamplingTests
{
    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(4000, 4000)]
    [InlineData(5000, 3000)]
    [InlineData(7000, 1000)]
    [InlineData(8000, 0)]
    [InlineData(9000, 1000)]
    [InlineData(17500, 1500)]
    public void A_tone_above_the_Nyquist_limit_is_mistaken_for_its_alias(double frequencyHz, double aliasHz)
    {
        Assert.Equal(4000, Sampling.NyquistHz(8000));
        Assert.Equal(aliasHz, Sampling.AliasFrequencyHz(frequencyHz, 8000), 1e-9);

        // The samples of both are the same, but for the sign of those that were folded over.
        AudioClip tone = Sampling.Sample(t => Math.Cos(2 * Math.PI * frequencyHz * t), 8000, 0.05);
        AudioClip alias = Sampling.Sample(t => Math.Cos(2 * Math.PI * aliasHz * t), 8000, 0.05);
        for (int i = 0; i < tone.Frames; i++)
        {
            Assert.Equal(alias.Samples[i], tone.Samples[i], 1e-5);
        }
    }

    [Fact]
    public void The_wave_is_looked_at_once_each_sampling_period()
    {
        AudioClip clip = Sampling.Sample(t => t, 10, 1);

        Assert.Equal([0f, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f], clip.Samples.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampling.NyquistHz(0));
    }

    [Theory]
    [InlineData(440, "A4", 69)]
    [InlineData(880, "A5", 81)]
    [InlineData(261.63, "C4", 60)]
    [InlineData(550, "C#5", 73)]
    [InlineData(8.18, "C-1", 0)]
    [InlineData(4, "C-2", -12)]
    public void Pitch_names_the_nearest_note(double frequencyHz, string name, int note)
    {
        Assert.Equal(name, Pitch.NoteName(frequencyHz));
        Assert.Equal(note, Math.Round(Pitch.MidiNote(frequencyHz)));
    }
}
