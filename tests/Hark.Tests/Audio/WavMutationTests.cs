using Hark.Audio;

namespace Hark.Tests.Audio;

/// <summary>Broken and hostile files: a clear error or valid audio, never anything else, and no memory that the file does not deserve.</summary>
public class WavMutationTests
{
    private static readonly uint[] Extremes = [0, 1, 2, 3, 4, 7, 16, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    private const int WarmUp = 300;

    [Fact]
    public void Mutated_files_give_a_clear_error_or_valid_audio_in_bounded_memory()
    {
        byte[][] seeds = [.. Seeds()];
        int errors = 0, clips = 0;
        int mutants = TestScale.Count(20_000, 200_000);
        for (int mutant = -WarmUp; mutant < mutants; mutant++)
        {
            var random = new SeededRandom(11, mutant);
            byte[] file = Mutate([.. seeds[random.NextInt32(seeds.Length)]], ref random);
            bool canSeek = random.NextInt32(4) > 0;
            bool allowTruncated = random.NextInt32(2) == 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var reader = new WavReader(canSeek ? new MemoryStream(file) : new PipeStream(file), "mutant", allowTruncated);
                AudioClip clip = reader.ReadAll();
                AssertValid(clip, file);
                clips++;
            }
            catch (HarkException error)
            {
                Assert.StartsWith("mutant: ", error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', error.Message);
                errors++;
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Mutant {mutant}: {error}");
            }

            // 4-bit samples grow eightfold, and a stream without length doubles its array as it goes. The rest is the reader itself and
            // an exception with its stack trace (up to 75 KB seen); tables and the pool's buffer are made once, in the warm-up.
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            long deserved = ((canSeek ? 16 : 64) * file.Length) + (canSeek ? 100_000 : 400_000);
            Assert.True(allocated <= deserved || mutant < 0, $"Mutant {mutant} of {file.Length} bytes took {allocated} bytes of memory");
        }

        // The mutations must reach both ends: the checks, and the decoders behind them.
        Assert.InRange(errors, mutants / 10, mutants);
        Assert.InRange(clips, mutants / 10, mutants);
    }

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (WavEncoding encoding in Sounds.Encodings)
        {
            yield return Sounds.Speechlike(64, 1).ToWavBytes(encoding);
            yield return Sounds.Speechlike(300, 3).ToWavBytes(encoding);
            yield return Sounds.Speechlike(2000, 2).ToWavBytes(encoding);
        }

        yield return new WavFile().Chunk("LIST", new byte[9]).Format().Chunk("fact", new byte[4]).Chunk("data", new byte[500]).Chunk("id3 ", new byte[30]).Bytes();
        yield return new WavFile().Chunk("ds64", new byte[28]).Format().Chunk("data", new byte[500], uint.MaxValue).Bytes(uint.MaxValue, "RF64");
    }

    private static byte[] Mutate(byte[] file, ref SeededRandom random)
    {
        int mutations = 1 + random.NextInt32(4);
        for (int i = 0; i < mutations && file.Length > 8; i++)
        {
            // Mostly in the header, where the decisions are.
            int at = random.NextInt32(random.NextInt32(5) > 0 ? Math.Min(file.Length, 90) : file.Length);
            switch (random.NextInt32(7))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.NextInt32(8));
                    break;
                case 1:
                    file[at] = (byte)random.NextInt32(256);
                    break;
                case 2 when at + 4 <= file.Length:
                    BitConverter.GetBytes(Extremes[random.NextInt32(Extremes.Length)]).CopyTo(file, at & ~1);
                    break;
                case 3 when at + 4 <= file.Length:
                    BitConverter.GetBytes((ushort)Extremes[random.NextInt32(Extremes.Length)]).CopyTo(file, at & ~1);
                    break;
                case 4:
                    file = file[..random.NextInt32(file.Length)];
                    break;
                case 5:
                    file = [.. file[..at], .. file[Math.Min(file.Length, at + 1 + random.NextInt32(20))..]];
                    break;
                default:
                    var insert = new byte[1 + random.NextInt32(20)];
                    foreach (ref byte value in insert.AsSpan())
                    {
                        value = (byte)random.NextInt32(256);
                    }

                    file = [.. file[..at], .. insert, .. file[at..]];
                    break;
            }
        }

        return file;
    }

    private static void AssertValid(AudioClip clip, byte[] file)
    {
        Assert.True(clip.Frames > 0 && clip.SampleRate > 0);
        Assert.True(clip.Samples.Length <= 2L * file.Length);
        foreach (float sample in clip.Samples)
        {
            Assert.True(float.IsFinite(sample));
        }
    }

    private sealed class PipeStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
