using Hark.Audio;

namespace Hark.Tests.Audio;

public sealed class WavReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Sounds.All), MemberType = typeof(Sounds))]
    public void Any_chunking_gives_the_whole(WavEncoding encoding)
    {
        byte[] file = Sounds.Speechlike(6_000, 3, noise: 0.5).ToWavBytes(encoding);
        AudioClip whole = AudioClip.Load(new MemoryStream(file));
        var random = new SeededRandom(5, (long)encoding);
        foreach (int largest in new[] { 1, 7, 505, 506, 4000, 9000 })
        {
            foreach (bool canSeek in new[] { true, false })
            {
                using var reader = new WavReader(canSeek ? new MemoryStream(file) : new DripStream(file, 1 + random.NextInt32(5000)));
                var samples = new List<float>();
                var piece = new float[(3 * largest) + 2];
                int frames;
                do
                {
                    frames = reader.Read(piece.AsSpan(0, (3 * (1 + random.NextInt32(largest))) + random.NextInt32(3)));
                    samples.AddRange(piece.AsSpan(0, 3 * frames));
                    Assert.Equal(samples.Count / 3, reader.Position);
                }
                while (frames > 0);

                Assert.Equal(whole.Samples.ToArray(), samples);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sounds.All), MemberType = typeof(Sounds))]
    public void A_stream_without_length_reads_as_the_file_does(WavEncoding encoding)
    {
        byte[] file = Sounds.Speechlike(9000, 2).ToWavBytes(encoding);
        byte[] openEnded = [.. file];
        int data = file.AsSpan().IndexOf("data"u8);
        BitConverter.GetBytes(uint.MaxValue).CopyTo(openEnded, data + 4);

        AudioClip expected = AudioClip.Load(new MemoryStream(file));
        Assert.Equal(expected.Samples.ToArray(), AudioClip.Load(new DripStream(file, 777)).Samples.ToArray());
        using var reader = new WavReader(new DripStream(openEnded, 999));
        Assert.Null(reader.Header.Frames);
        float[] got = reader.ReadAll().Samples.ToArray();
        Assert.Equal(expected.Samples.ToArray(), got[..expected.Samples.Length]);
        Assert.Equal(encoding == WavEncoding.ImaAdpcm ? 18 * 505 * 2 : 18_000, got.Length);
    }

    [Fact]
    public void A_stream_that_ends_too_early_is_refused_when_its_end_is_reached()
    {
        byte[] file = Sounds.Speechlike(9000).ToWavBytes()[..10_044];
        using var reader = new WavReader(new DripStream(file, 512), "microphone");
        var error = Assert.Throws<HarkException>(() => reader.Read(new float[9000]));
        Assert.StartsWith("microphone: its data chunk at byte 36 claims 18000 bytes, but the file holds 10000 of them", error.Message, StringComparison.Ordinal);

        using var lenient = new WavReader(new DripStream(file, 512), allowTruncated: true);
        Assert.Equal(5000, lenient.ReadAll().Frames);
    }

    [Fact]
    public void A_file_larger_than_memory_is_read_piece_by_piece()
    {
        // 3 GB of silence that take no room on the disk, in a WAV of 64-bit floats.
        string path = _folder["large.wav"];
        byte[] head = new AudioClip([0f], 48000).ToWavBytes(WavEncoding.Float64)[..^8];
        const uint dataBytes = 3_000_000_000;
        BitConverter.GetBytes(dataBytes).CopyTo(head, head.Length - 4);
        using (FileStream file = File.Create(path))
        {
            file.Write(head);
            file.SetLength(head.Length + dataBytes);
        }

        using var reader = new WavReader(path);
        Assert.Equal(dataBytes / 8, reader.Header.Frames);
        var piece = new float[1 << 14];
        long toRead = TestScale.Count(2_000_000, (int)(dataBytes / 8));
        long before = GC.GetAllocatedBytesForCurrentThread();
        long frames = 0;
        while (frames < toRead && reader.Read(piece) is var got and > 0)
        {
            frames += got;
        }

        Assert.InRange(frames, toRead, toRead + piece.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Reading_after_disposal_and_at_the_end()
    {
        var reader = new WavReader(new MemoryStream(Sounds.Speechlike(10).ToWavBytes()));
        Assert.Equal(0, reader.Read([]));
        Assert.Equal(10, reader.Read(new float[100]));
        Assert.Equal(0, reader.Read(new float[100]));
        reader.Dispose();
        reader.Dispose();
    }

    /// <summary>A stream that cannot seek and hands out a few bytes at a time, as a pipe does.</summary>
    private sealed class DripStream(byte[] content, int atMost) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, atMost)]);
    }
}
