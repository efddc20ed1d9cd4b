using Hark.Audio;
using Hark.Data;

namespace Hark.Tests.Data;

public class ClipStoreTests
{
    [Theory]
    [InlineData(WavEncoding.Pcm8)]
    [InlineData(WavEncoding.Pcm16)]
    [InlineData(WavEncoding.Pcm24)]
    [InlineData(WavEncoding.MuLaw)]
    [InlineData(WavEncoding.Float32)]
    public void A_kept_clip_is_the_decoded_one_to_the_bit(WavEncoding encoding)
    {
        using var folder = new ClipFolder();
        var random = new SeededRandom(1);
        float[] samples = new float[100];
        foreach (ref float sample in samples.AsSpan())
        {
            sample = random.NextSingle(-1.5f, 1.5f);
        }

        (samples[0], samples[1], samples[2], samples[98], samples[99]) = (1, -1, 0, 0, 0);
        ClipStore store = Store(folder, encoding, samples);
        float[] direct = [.. new float[10], .. AudioClip.Load(folder["a/0.wav"]).Samples, .. new float[10]];
        Assert.Equal(direct, Read(store, 0));
        File.Delete(folder["a/0.wav"]);
        Assert.Equal(direct, Read(store, 0));
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(44100)]
    public void A_clip_of_another_rate_is_resampled_once_and_kept(int sampleRate)
    {
        using var folder = new ClipFolder();
        folder.Add("a/0.wav", level: 0.3f, frames: sampleRate / 20, sampleRate: sampleRate);
        var store = new ClipStore([new ClipFile(folder.Path, "a", "0.wav")], 16000, 800);
        float[] first = new float[800], second = new float[800];
        store.Read(0, first);
        Assert.Equal(0.3f, first[400], 1e-3f);
        File.Delete(folder["a/0.wav"]);
        store.Read(0, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Sixteen_bit_audio_is_kept_in_sixteen_bits_without_its_trailing_zeros()
    {
        using var folder = new ClipFolder();
        ClipStore store = Store(folder, WavEncoding.Pcm16, [0.5f, 0.25f, 0, 0], budgetBytes: 1000);
        Read(store, 0);
        Assert.Equal(1000 - (2 * (58 + 2)), store.BudgetBytes);

        store = Store(folder, WavEncoding.Float32, [1 / 3f, 0.25f, 0, 0], budgetBytes: 1000);
        Read(store, 0);
        Assert.Equal(1000 - (120 * 4), store.BudgetBytes);
    }

    [Fact]
    public void Past_its_budget_it_keeps_nothing_more_and_still_reads()
    {
        using var folder = new ClipFolder();
        ClipStore store = Store(folder, WavEncoding.Pcm16, [0.5f, 0.25f], budgetBytes: 0);
        Assert.Equal(0.5f, Read(store, 0)[59]);
        store.Preload();
        File.WriteAllBytes(folder["a/0.wav"], new AudioClip([0.75f], 16000).ToWavBytes());
        Assert.Equal(0.75f, Read(store, 0)[59]);
    }

    [Fact]
    public void Preloaded_clips_need_no_file()
    {
        using var folder = new ClipFolder();
        for (int i = 0; i < 40; i++)
        {
            folder.Add($"a/{i:00}.wav", level: i / 64f, frames: 20);
        }

        DataSet data = DataSet.Open(folder.Path, new() { ClipSamples = 20 });
        data.Preload();
        Directory.Delete(folder["a"], recursive: true);
        for (int i = 0; i < data.All.Count; i++)
        {
            float level = int.Parse(data.All.Name(i)[2..4]) / 64f;
            Assert.All(data.All.Clip(i).Samples.ToArray(), sample => Assert.Equal(level, sample));
        }
    }

    private static ClipStore Store(ClipFolder folder, WavEncoding encoding, float[] samples, long? budgetBytes = null)
    {
        Directory.CreateDirectory(folder["a"]);
        File.WriteAllBytes(folder["a/0.wav"], new AudioClip(samples, 16000).ToWavBytes(encoding));
        return new ClipStore([new ClipFile(folder.Path, "a", "0.wav")], 16000, 120, budgetBytes);
    }

    private static float[] Read(ClipStore store, int file)
    {
        float[] samples = [.. Enumerable.Repeat(9f, 120)];
        store.Read(file, samples);
        return samples;
    }
}
