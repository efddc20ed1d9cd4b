using Hark.Audio;

namespace Hark.Tests.Audio;

/// <summary>Hark's files in other programs, and theirs in Hark.</summary>
public sealed class WavPeersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly (WavEncoding Encoding, int Channels)[] Formats =
    [
        .. Sounds.Encodings.Select(encoding => (encoding, 1)),
        .. Sounds.Encodings.Select(encoding => (encoding, 2)),
        .. new[] { WavEncoding.Pcm8, WavEncoding.Pcm16, WavEncoding.Pcm24, WavEncoding.Pcm32, WavEncoding.Float32 }.Select(encoding => (encoding, 6)),
    ];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sox_opens_what_Hark_writes_with_the_same_samples()
    {
        Peer.NeedSox();
        foreach ((WavEncoding encoding, int channels) in Formats)
        {
            string path = Write(encoding, channels);
            AssertSame(AudioClip.Load(path), Peer.SoxSamples(path), encoding);
        }
    }

    [Fact]
    public void Libsndfile_opens_what_Hark_writes_with_the_same_samples()
    {
        Peer.NeedLibsndfile();
        string[] paths = [.. Formats.Select(format => Write(format.Encoding, format.Channels))];
        double[][] all = Peer.LibsndfileSamples(paths);
        foreach ((string path, double[] theirs, WavEncoding encoding) in paths.Zip(all, Formats.Select(format => format.Encoding)))
        {
            AudioClip ours = AudioClip.Load(path);
            AssertLength(ours, theirs.Length, encoding);
            for (int i = 0; i < ours.Samples.Length; i++)
            {
                // They hand out doubles; a float rounds the 32-bit integers.
                Assert.Equal((float)theirs[i], ours.Samples[i]);
            }
        }
    }

    [Theory]
    [InlineData(WavEncoding.ImaAdpcm, "ima-adpcm", 4)]
    [InlineData(WavEncoding.MuLaw, "mu-law", 8)]
    [InlineData(WavEncoding.ALaw, "a-law", 8)]
    [InlineData(WavEncoding.Pcm8, "unsigned-integer", 8)]
    [InlineData(WavEncoding.Pcm16, "signed-integer", 16)]
    [InlineData(WavEncoding.Pcm24, "signed-integer", 24)]
    [InlineData(WavEncoding.Pcm32, "signed-integer", 32)]
    [InlineData(WavEncoding.Float32, "floating-point", 32)]
    [InlineData(WavEncoding.Float64, "floating-point", 64)]
    public void Hark_reads_what_sox_writes_as_sox_does(WavEncoding encoding, string soxEncoding, int bits)
    {
        Peer.NeedSox();
        foreach (int channels in new[] { 1, 2 })
        {
            string path = _folder[$"sox-{channels}.wav"];
            Peer.Run("sox", "-R", "-n", "-r", "16000", "-c", $"{channels}", "-e", soxEncoding, "-b", $"{bits}", path, "synth", "0.7", "sine", "300-3000", "synth", "pinknoise", "mix", "gain", "-1");

            Assert.Equal(encoding, WavHeader.Read(path).Encoding);
            AssertSame(AudioClip.Load(path), Peer.SoxSamples(path), encoding);
        }
    }

    [Fact]
    public void A_file_that_sox_wrote_to_a_pipe_reads_to_its_end()
    {
        Peer.NeedSox();
        string path = _folder.Write("pipe.wav", Peer.Run("sox", "-n", "-r", "16000", "-c", "1", "-b", "16", "-t", "wav", "-", "synth", "0.1", "sine", "440"));

        Assert.True(WavHeader.Read(path).IsOpenEnded);
        Assert.Equal(1600, AudioClip.Load(path).Frames);
    }

    private string Write(WavEncoding encoding, int channels)
    {
        string path = _folder[$"{encoding}-{channels}.wav"];
        Sounds.Speechlike(3001, channels).Save(path, encoding);
        return path;
    }

    private static void AssertSame(AudioClip ours, int[] sox, WavEncoding encoding)
    {
        AssertLength(ours, sox.Length, encoding);
        for (int i = 0; i < ours.Samples.Length; i++)
        {
            // sox holds everything in 32-bit integers, and rounds floats to them; a float rounds them back to 24 bits.
            Assert.Equal(sox[i] / 2147483648.0, ours.Samples[i], 0.50001 / (1 << 24));
        }
    }

    private static void AssertLength(AudioClip ours, int theirs, WavEncoding encoding)
    {
        if (encoding == WavEncoding.ImaAdpcm)
        {
            // The last block is filled up, which they hand out as sound; Hark stops where the header says.
            Assert.InRange(theirs - ours.Samples.Length, 0, 504 * ours.Channels);
            return;
        }

        Assert.Equal(theirs, ours.Samples.Length);
    }
}
