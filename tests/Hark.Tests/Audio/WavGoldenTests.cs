using System.Runtime.InteropServices;
using Hark.Audio;

namespace Hark.Tests.Audio;

/// <summary>Files of another program, read as it reads them itself; made by tools/oracles/make-wav-golden.sh.</summary>
public class WavGoldenTests
{
    [Theory]
    [MemberData(nameof(Sounds.All), MemberType = typeof(Sounds))]
    public void Each_encoding_decodes_as_sox_decodes_it(WavEncoding encoding)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Audio", "Golden", $"{encoding}.wav");
        AudioClip clip = AudioClip.Load(file);
        int[] expected = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(Path.ChangeExtension(file, ".s32"))).ToArray();

        Assert.Equal((16000, 2, 167, encoding), (clip.SampleRate, clip.Channels, clip.Frames, WavHeader.Read(file).Encoding));
        for (int i = 0; i < clip.Samples.Length; i++)
        {
            // sox rounds to 32-bit integers, Hark to the 24 bits of a float.
            Assert.Equal(expected[i] / 2147483648.0, clip.Samples[i], 0.50001 / (1 << 24));
        }
    }
}
