using Hark.Audio;
using Hark.Data;

namespace Hark.Cli.Tests;

public class InfoCommandTests(TinyRun tiny)
{
    [Fact]
    public void Every_field_of_a_WAV_header_is_explained_in_plain_text()
    {
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(440, 0.5)).ToClip(16000, 0.5).ToChannels(2).Save(folder["a.wav"], WavEncoding.MuLaw);
        string text = folder.Run("info", "a.wav").Expect(0).Out;
        foreach (string line in new[]
        {
            "container +RIFF/WAVE +a file made of chunks", "container size +[0-9]+ bytes", "format tag +0x0007 +codec: mu-law", "encoding +8-bit mu-law", "channels +2 +stereo",
            "sample rate +16000 Hz +samples per second", "byte rate +32000 bytes/s +bytes for one second", "block align +2 bytes +one frame", "bits per sample +8 ",
            "fact +8000 frames", "data size +16000 bytes", "length +8000 frames", "chunk 'fmt '", "chunk 'data'", "peak +-[56][.][0-9] dBFS", "level +-[89][.][0-9] dBFS", "full-scale samples +0 ",
        })
        {
            Assert.Matches($"(?m)^{line}", text);
        }

        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Arrays_are_described_from_their_headers_alone()
    {
        using var folder = new TemporaryFolder();
        Npz.Save(folder["a.npz"], ("wav_vals", NpyArray.From(new float[12], 3, 4)), ("label_vals", NpyArray.FromStrings(["네", "아니요", "위"], 3, 1)));
        Assert.Equal("wav_vals: shape (3, 4), dtype float32\nlabel_vals: shape (3, 1), dtype <U3\n", folder.Run("info", "a.npz").Expect(0).Out);

        // 8 GiB that are not there: a file of holes behind a header.
        Npy.Save(folder["big.npy"], NpyArray.From(new double[1], 1));
        byte[] header = File.ReadAllBytes(folder["big.npy"])[..^8];
        int at = header.AsSpan().IndexOf("(1,), }"u8);
        Assert.True(at > 0, "the header is written differently");
        "(1073741824,), }"u8.CopyTo(header.AsSpan(at));
        try
        {
            using var file = new FileStream(folder["big.npy"], FileMode.Create);
            file.Write(header);
            file.SetLength(header.Length + (8L << 30));
        }
        catch (IOException error)
        {
            Assert.Skip($"this file system makes no file of holes: {error.Message}");
        }

        Assert.Equal("big.npy: shape (1073741824,), dtype float64\n", folder.Run("info", "big.npy").Expect(0).Out);
    }

    [Fact]
    public void A_run_and_its_weights_tell_what_they_are()
    {
        string run = tiny.Run;
        string text = HarkProcess.Run(run, "info", ".").Expect(0).Out;
        Assert.Matches("(?m)^model +spectrogram-conv", text);
        Assert.Matches("(?m)^labels +네, 아니요, 위", text);
        Assert.Matches("(?m)^weights +yes ", text);
        Assert.Matches("(?m)^epoch,accuracy,loss,val_accuracy,val_loss,learning_rate", text);
        string weights = HarkProcess.Run(run, "info", "weights.safetensors").Expect(0).Out;
        Assert.Contains("model.json:", weights, StringComparison.Ordinal);
        Assert.Contains("아니요", weights, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.wav", "", "a.wav: ")]
    [InlineData("a.npy", "no array", "a.npy: ")]
    [InlineData("a.npz", "no archive", "a.npz: ")]
    [InlineData("a.safetensors", "no weights", "a.safetensors: ")]
    public void What_is_none_of_these_is_refused_in_one_line(string name, string content, string start)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[name], content);
        Assert.StartsWith(start, folder.Run("info", name).ExpectFailure(), StringComparison.Ordinal);
    }
}
