using System.Buffers;
using Hark.Audio;
using Hark.Signal;

namespace Hark.Tests.Signal;

/// <summary>Anything with state: any cutting of the input gives the result of the whole, to the bit.</summary>
public class StreamTests
{
    public static TheoryData<FeatureOptions> Options
    {
        get
        {
            var stft = new StftOptions { NFft = 512, WinSamples = 480, HopSamples = 160 };
            var mel = new MelOptions { Bands = 40 };
            var speech = new FeatureOptions { SampleRate = 8000, Stft = stft, Mel = mel, TopDb = null };
            return
            [
                speech with { Stft = new StftOptions { NFft = 258 } },
                speech with { Stft = stft with { PadMode = PadMode.Reflect } },
                speech with { Stft = stft with { Center = false }, Kind = FeatureKind.Power },
                speech with { Stft = new StftOptions { NFft = 101, HopSamples = 150, PadMode = PadMode.Reflect } },
                speech with { Kind = FeatureKind.Decibels },
                speech with { Kind = FeatureKind.Mel },
                speech with { Kind = FeatureKind.LogMel, LogForm = LogForm.NaturalLog },
                speech with { Kind = FeatureKind.LogMel, Reference = 0.01 },
                speech with { Kind = FeatureKind.Mfcc },
                speech with { Kind = FeatureKind.Rms },
                speech with { Kind = FeatureKind.ZeroCrossings, Stft = stft with { PadMode = PadMode.Edge } },
                speech with { Kind = FeatureKind.Centroid },
            ];
        }
    }

    [Theory, MemberData(nameof(Options))]
    public void Features_of_any_cutting_are_those_of_the_whole(FeatureOptions options)
    {
        var random = new SeededRandom(3, (long)options.Kind);
        foreach (int length in (int[])[1, 100, 255, 256, 257, 300, 600, 2000, 8000])
        {
            if (!options.Stft.Center && length < options.Stft.NFft)
            {
                continue;
            }

            float[] sound = Noise(length);
            var extractor = new FeatureExtractor(options);
            var whole = new float[extractor.Rows * extractor.Frames(length)];
            extractor.ExtractFramesFirst(sound, whole);
            var stream = new FeatureStream(options);
            foreach (int largest in (int[])[1, 64, 161, 1000, 8000])
            {
                if (largest == 1 && length > 600)
                {
                    continue;
                }

                var found = new ArrayBufferWriter<float>();
                int frames = 0;
                for (int at = 0; at < length;)
                {
                    int count = Math.Min(length - at, random.NextInt32(largest + 1));
                    frames += stream.Push(sound.AsSpan(at, count), found);
                    at += count;
                }

                frames += stream.Flush(found);
                Assert.Equal(extractor.Frames(length), frames);
                Assert.Equal(whole, found.WrittenSpan.ToArray());
            }
        }
    }

    [Theory]
    [InlineData(16000, 8000)]
    [InlineData(8000, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(8000, 11025)]
    public void Resampling_any_cutting_is_that_of_the_whole(int from, int to)
    {
        var resampler = new Resampler(from, to);
        var random = new SeededRandom(5, from, to);
        foreach (int length in (int[])[0, 1, 2, 100, 5000])
        {
            float[] sound = Noise(length);
            var whole = new float[resampler.OutputLength(length)];
            resampler.Resample(sound, whole);
            var stream = new ResamplerStream(resampler);
            for (int largest = 1; largest <= 4096; largest *= 8)
            {
                var found = new ArrayBufferWriter<float>();
                int results = 0;
                for (int at = 0; at < length;)
                {
                    int count = Math.Min(length - at, random.NextInt32(largest + 1));
                    results += stream.Push(sound.AsSpan(at, count), found);
                    at += count;
                }

                results += stream.Flush(found);
                Assert.Equal(whole.Length, results);
                Assert.Equal(whole, found.WrittenSpan.ToArray());
            }
        }
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(5, 2)]
    [InlineData(3, 1)]
    public void Deltas_of_any_cutting_are_those_of_the_whole(int width, int order)
    {
        const int Rows = 7;
        var random = new SeededRandom(6, width);
        foreach (int frames in (int[])[width, width + 1, 2 * width, 50])
        {
            float[] columns = Noise(frames * Rows);
            var rows = new float[columns.Length];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[(i % Rows * frames) + (i / Rows)] = columns[i];
            }

            Spectrogram whole = Delta.Of(new Spectrogram(rows, Rows, frames, 8000, 100, 200), width, order);
            var stream = new DeltaStream(Rows, width, order);
            var found = new ArrayBufferWriter<float>();
            int results = 0;
            for (int at = 0; at < frames;)
            {
                int count = Math.Min(frames - at, random.NextInt32(4));
                results += stream.Push(columns.AsSpan(at * Rows, count * Rows), found);
                at += count;
            }

            results += stream.Flush(found);
            Assert.Equal(frames, results);
            for (int i = 0; i < rows.Length; i++)
            {
                Assert.Equal(whole[i % Rows, i / Rows], found.WrittenSpan[i]);
            }
        }
    }

    [Fact]
    public void Features_that_need_the_whole_sound_are_refused()
    {
        const string Expected = "These features need the whole sound (decibels against its largest value, or a top_db range below it) and cannot be streamed: give a fixed reference and no top_db.";
        Assert.Equal(Expected, Assert.Throws<HarkException>(() => new FeatureStream(new FeatureOptions { Kind = FeatureKind.Mfcc })).Message);
        Assert.Equal(Expected, Assert.Throws<HarkException>(() => new FeatureStream(new FeatureOptions { Kind = FeatureKind.Decibels, Reference = null, TopDb = null })).Message);
    }

    [Fact]
    public void A_sample_that_is_not_finite_is_counted_from_the_start_of_the_stream()
    {
        var stream = new FeatureStream(new FeatureOptions());
        stream.Push(new float[1000], new ArrayBufferWriter<float>());
        var error = Assert.Throws<HarkException>(() => stream.Push([0, 0, float.NegativeInfinity], new ArrayBufferWriter<float>()));
        Assert.Equal("Sample 1002 of the signal is infinite, expected a finite number: mend the recording or the step that made it.", error.Message);
    }

    [Fact]
    public void An_empty_stream_ends_without_frames()
    {
        var destination = new ArrayBufferWriter<float>();
        Assert.Equal(0, new FeatureStream(new FeatureOptions()).Flush(destination));
        Assert.Equal(0, new DeltaStream(3).Flush(destination));
        Assert.Equal(0, destination.WrittenCount);
    }

    private static float[] Noise(int length)
    {
        var random = new SeededRandom(4, length);
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = random.NextSingle(-1, 1);
        }

        return values;
    }
}
