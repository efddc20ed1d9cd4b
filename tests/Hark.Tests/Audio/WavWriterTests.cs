using Hark.Audio;

namespace Hark.Tests.Audio;

public sealed class WavWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Sounds.All), MemberType = typeof(Sounds))]
    public void Any_chunking_writes_the_same_file(WavEncoding encoding)
    {
        AudioClip clip = Sounds.Speechlike(5000, 3);
        string path = _folder["pieces.wav"];
        var random = new SeededRandom(6, (long)encoding);
        using (var writer = new WavWriter(path, 16000, 3, encoding))
        {
            for (int frame = 0, count; frame < clip.Frames; frame += count)
            {
                count = Math.Min(random.NextInt32(900), clip.Frames - frame);
                writer.Write(clip.Samples.Slice(frame * 3, count * 3));
                Assert.Equal(frame + count, writer.Frames);
            }
        }

        Assert.Equal(clip.ToWavBytes(encoding), File.ReadAllBytes(path));
    }

    [Fact]
    public void A_recording_that_is_broken_off_can_be_read()
    {
        using var stream = new MemoryStream();
        using var writer = new WavWriter(stream, 16000);
        writer.Write(Sounds.Speechlike(5000).Samples);
        byte[] soFar = stream.ToArray();

        Assert.Equal(5000, AudioClip.Load(new MemoryStream(soFar)).Frames);
    }

    [Fact]
    public void An_output_that_cannot_seek_is_left_open_ended()
    {
        var output = new OneWayStream();
        using (var writer = new WavWriter(output, 16000, leaveOpen: true))
        {
            writer.Write(Sounds.Speechlike(777).Samples);
        }

        AudioClip back = AudioClip.Load(new MemoryStream(output.ToArray()));
        Assert.Equal(777, back.Frames);
    }

    [Theory]
    [InlineData(WavEncoding.Pcm16, float.NaN, "NaN")]
    [InlineData(WavEncoding.Float32, float.NegativeInfinity, "-Infinity")]
    public void Samples_that_are_not_finite_are_refused_and_nothing_is_left_behind(WavEncoding encoding, float value, string text)
    {
        string path = _folder["bad.wav"];
        var clip = new AudioClip([0, 0, 0, value], 16000, 2);

        var error = Assert.Throws<HarkException>(() => clip.Save(path, encoding));
        Assert.Equal($"{path}: not written: frame 1, channel 1 is {text}; expected a finite number.", error.Message);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void An_empty_clip_is_not_saved()
    {
        string path = _folder["empty.wav"];
        var error = Assert.Throws<HarkException>(() => new AudioClip([], 16000).Save(path));
        Assert.Equal($"{path}: not written: the clip holds no audio (0 frames).", error.Message);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_folder_that_is_not_there_and_a_full_disk_are_told()
    {
        string path = Path.Combine(_folder["none"], "x.wav");
        var error = Assert.Throws<HarkException>(() => new WavWriter(path, 16000));
        Assert.StartsWith($"{path}: cannot be written (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Check that the folder exists, may be written to and has room.", error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"{path}: cannot be written (", Assert.Throws<HarkException>(() => Sounds.Speechlike(9).Save(path)).Message, StringComparison.Ordinal);

        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        error = Assert.Throws<HarkException>(() =>
        {
            using var writer = new WavWriter("/dev/full", 16000);
            writer.Write(new float[1 << 20]);
        });
        Assert.StartsWith("/dev/full: cannot be written (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_no_file_can_have_are_programming_errors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WavWriter(new MemoryStream(), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WavWriter(new MemoryStream(), 16000, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WavWriter(new MemoryStream(), 16000, 32768, WavEncoding.Pcm16));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WavWriter(new MemoryStream(), 16000, 8192, WavEncoding.ImaAdpcm));
        using var writer = new WavWriter(new MemoryStream(), 16000, 2);
        Assert.Throws<ArgumentException>(() => writer.Write(new float[3]));
    }

    [Fact]
    public void More_than_4_GiB_are_refused()
    {
        Assert.SkipUnless(TestScale.Long, "writes 4 GiB into nowhere: HARK_TEST_LONG=1");
        var writer = new WavWriter(new OneWayStream(keep: false), 48000, 2, WavEncoding.Float64);
        var piece = new float[1 << 20];
        var error = Assert.Throws<HarkException>(() =>
        {
            for (int i = 0; i < 600; i++)
            {
                writer.Write(piece);
            }
        });
        Assert.Equal("WAV stream: would pass 4 GiB, the most a WAV file can hold. Start another file, or take fewer bits or a lower rate.", error.Message);
    }

    private sealed class OneWayStream(bool keep = true) : MemoryStream
    {
        public override bool CanSeek => false;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (keep)
            {
                base.Write(buffer);
            }
        }
    }
}
