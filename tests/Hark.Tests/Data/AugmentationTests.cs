using System.Runtime.Intrinsics;
using Hark.Audio;
using Hark.Data;

namespace Hark.Tests.Data;

/// <summary>Each disturbance on clips whose right answer is known.</summary>
public class AugmentationTests
{
    private const int SampleRate = 16000;
    private static readonly Lazy<BackgroundNoise> Noise = new(() => BackgroundNoise.Generate(SampleRate));

    [Fact]
    public void The_ratio_of_clip_to_noise_is_the_one_asked_for()
    {
        var ratios = new List<double>();
        foreach (float[] clip in Disturbed(c => c.AddNoiseAtRatio(Noise, 5, 15, 3, Chance.Always), 300))
        {
            double noise = clip.Select((sample, t) => sample - Tone(t)).Average(d => d * d);
            ratios.Add(10 * Math.Log10(NoiseMixing.MeanSquare(Tones(1)) / noise));
        }

        Assert.All(ratios, ratio => Assert.InRange(ratio, 4.99, 15.01));
        Assert.Equal(10, ratios.Average(), 4 * 10 / Math.Sqrt(12 * 300));
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(20)]
    public void A_single_ratio_is_met_to_rounding(float ratioDb)
    {
        float[] clip = Array.ConvertAll(Tones(1), x => x / 4);
        float[] noisy = [.. clip];
        NoiseMixing.AddAtRatio(new NoiseCut(new NoiseStretch(GeneratedNoise.All(SampleRate)[1]), 159_000), ratioDb, noisy);
        double noise = clip.Zip(noisy, (a, b) => ((double)b - a) * (b - a)).Average();
        Assert.Equal(ratioDb, 10 * Math.Log10(NoiseMixing.MeanSquare(clip) / noise), 1e-3);
    }

    [Fact]
    public void Silence_and_noise_that_is_none_leave_a_clip_as_it_is()
    {
        float[] silent = new float[100], tone = Tones(1);
        NoiseMixing.AddAtRatio(new NoiseCut(new NoiseStretch([1, 2]), 0), 10, silent);
        Assert.All(silent, sample => Assert.Equal(0, sample));
        float[] same = [.. tone];
        NoiseMixing.AddAtRatio(new NoiseCut(new NoiseStretch([0, 0]), 0), 10, same);
        Assert.Equal(tone, same);
    }

    [Fact]
    public void Gain_is_uniform_in_decibels_and_cut_off_at_full_scale()
    {
        double[] gains = [.. Disturbed(c => c.ChangeGain(-20, 6, 3, Chance.Always), 400).Select(clip => 20 * Math.Log10(clip[5] / Tone(5)))];
        Assert.All(gains, gain => Assert.InRange(gain, -20.001, 6.001));
        Assert.Equal(-7, gains.Average(), 4 * 26 / Math.Sqrt(12 * 400));
        Assert.All(Disturbed(c => c.ChangeGain(40, 40, 3, Chance.Always), 1).Single(), sample => Assert.InRange(sample, -1f, 1f));
    }

    [Theory]
    [InlineData(0.88f)]
    [InlineData(1f)]
    [InlineData(1.12f)]
    public void Another_speed_is_another_pitch_about_the_same_middle(float speed)
    {
        float[] output = Tones(1);
        new TapePlayer(SampleRate, 1.12f).Play(output, speed);
        double middle = (SampleRate - 1) / 2.0;
        for (int t = 1500; t < SampleRate - 1500; t++)
        {
            // The cubic's error: a tone of 440 Hz turns by 0.17 a sample, and the third power of that divided by some 30 remains.
            Assert.Equal(Tone(((t - middle) * speed) + middle), output[t], 5e-4);
        }

        if (speed > 1)
        {
            Assert.All(output[..500], sample => Assert.Equal(0, sample));
        }
    }

    /// <summary>Lengths about whole vectors, speeds that both forms play and one that only the plain form does.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    public void A_tape_is_played_as_its_definition_says(int length)
    {
        var random = new SeededRandom(1, length);
        float[] clip = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle(-1, 1))];
        var player = new TapePlayer(length, 2.5f);
        foreach (float speed in (float[])[0.5f, 0.93f, 1, 1.12f, 1.8f, 1.81f, 2.5f])
        {
            float[] played = [.. clip];
            player.Play(played, speed);
            for (int t = 0; t < length; t++)
            {
                double place = ((t - ((length - 1) / 2.0)) * speed) + ((length - 1) / 2.0);
                int at = (int)Math.Floor(place);
                double share = place - at, a = At(at - 1), b = At(at), c = At(at + 1), d = At(at + 2);
                double expected = b + (0.5 * share * (c - a + (share * ((2 * a) - (5 * b) + (4 * c) - d + (share * ((3 * (b - c)) + d - a))))));

                // A place is known to some 2e-6 of a sample, and the cubic rises by at most 3 a sample.
                Assert.Equal(expected, played[t], 1e-5);
            }
        }

        double At(int index) => (uint)index < (uint)length ? clip[index] : 0;
    }

    [Fact]
    public void A_tape_goes_no_faster_than_it_was_made_for_and_takes_clips_of_its_length()
    {
        var player = new TapePlayer(100, 1.1f);
        Assert.Throws<ArgumentOutOfRangeException>(() => player.Play(new float[100], 1.2f));
        Assert.Throws<ArgumentOutOfRangeException>(() => player.Play(new float[99], 1));
    }

    [Fact]
    public void A_room_s_answer_begins_with_the_direct_sound_and_dies_away()
    {
        for (int room = 0; room < 32; room++)
        {
            RoomEcho.Pulse[] response = RoomEcho.Response(SampleRate, seed: 7, room);
            Assert.Equal(1, response.Sum(pulse => (double)pulse.Gain * pulse.Gain), 1e-5);
            Assert.Equal(0, response[0].Delay);
            Assert.InRange(response[0].Gain, 0.5f, 1f);
            Assert.InRange(response[^1].Delay, 0.05 * SampleRate, 0.4 * SampleRate);
            double first = Energy(response[1..64]), last = Energy(response[^63..]);
            Assert.True(last < first / 10, $"room {room}: {last} after {first}");
        }

        Assert.Equal(RoomEcho.Response(SampleRate, 7, 3), RoomEcho.Response(SampleRate, 7, 3));
        Assert.NotEqual(RoomEcho.Response(SampleRate, 7, 3), RoomEcho.Response(SampleRate, 8, 3));

        static double Energy(RoomEcho.Pulse[] pulses) => pulses.Sum(pulse => (double)pulse.Gain * pulse.Gain);
    }

    [Fact]
    public void A_clap_in_a_room_is_the_room_s_answer()
    {
        float[] clap = new float[4001];
        clap[100] = 0.5f;
        ClipSource claps = LabeledClips.From(NpyArray.From(clap, 1, clap.Length), NpyArray.FromStrings(["a"], 1), SampleRate);
        float[] heard = claps.Repeat(1).HearAcrossRoom(7, Chance.Always).Batch(1).Epoch(0).Single().Example(0).ToArray();
        Assert.Contains(Enumerable.Range(0, 32), room =>
        {
            float[] expected = new float[clap.Length];
            foreach (RoomEcho.Pulse pulse in RoomEcho.Response(SampleRate, 7, room).Where(pulse => pulse.Delay < clap.Length - 100))
            {
                expected[100 + pulse.Delay] += 0.5f * pulse.Gain;
            }

            return heard.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
        });
    }

    [Theory]
    [InlineData(100, 0, 0.15)]
    [InlineData(1000, 0.9, 1.1)]
    [InlineData(5000, 0, 0.25)]
    [InlineData(7000, 0, 0.08)]
    public void A_telephone_passes_the_middle_and_neither_bass_nor_treble(double hz, double least, double most)
    {
        float[] samples = [.. Enumerable.Range(0, SampleRate).Select(t => 0.25f * (float)Math.Sin(2 * Math.PI * hz * t / SampleRate))];
        double before = Math.Sqrt(NoiseMixing.MeanSquare(samples.AsSpan(4000)));
        new TelephoneFilter(samples.Length, SampleRate).Send(samples);
        Assert.InRange(Math.Sqrt(NoiseMixing.MeanSquare(samples.AsSpan(4000))) / before, least, most);
    }

    [Fact]
    public void A_telephone_speaks_in_the_codes_of_mu_law()
    {
        float[] samples = Tones(1);
        new TelephoneFilter(samples.Length, 6000).Send(samples);
        Assert.InRange(samples.Distinct().Count(), 100, 256);
    }

    [Fact]
    public void A_telephone_codes_every_sample_as_mu_law_does()
    {
        for (int value = short.MinValue; value <= short.MaxValue; value++)
        {
            float coded = TelephoneFilter.Coded(Vector512.Create(value / 32768f))[0];
            Assert.Equal(G711.DecodeMuLaw(G711.EncodeMuLaw((short)value)) / 32768f, coded);
        }

        Assert.Equal(G711.DecodeMuLaw(G711.EncodeMuLaw(short.MaxValue)) / 32768f, TelephoneFilter.Coded(Vector512.Create(3f))[0]);
        Assert.Equal(G711.DecodeMuLaw(G711.EncodeMuLaw(short.MinValue)) / 32768f, TelephoneFilter.Coded(Vector512.Create(-3f))[0]);
    }

    /// <summary>A filter's memory ends with no part of the clip: the filters in double precision, one sample after the other, say the same.</summary>
    [Theory]
    [InlineData(16000, 16000)]
    [InlineData(8000, 8000)]
    [InlineData(6000, 4001)]
    [InlineData(48000, 5)]
    public void A_telephone_is_the_cascade_of_its_filters(int sampleRate, int length)
    {
        var random = new SeededRandom(3, sampleRate);
        float[] samples = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle(-0.4f, 0.4f))];
        double[] expected = HighPass(Array.ConvertAll(samples, x => (double)x), 300, sampleRate, Math.Sqrt(0.5));
        if (sampleRate > 6940)
        {
            expected = LowPass(LowPass(expected, 3400, sampleRate, 0.541196), 3400, sampleRate, 1.306563);
        }

        new TelephoneFilter(length, sampleRate).Send(samples);
        for (int t = 0; t < length; t++)
        {
            // µ-law's step is at most a sixteenth of a magnitude, or 8 of 32768; half of it is lost, and rounding may fall to the next.
            Assert.Equal(expected[t], samples[t], (Math.Abs(expected[t]) / 16) + (8 / 32768.0));
        }

        double[] coded = Array.ConvertAll(expected, x => G711.DecodeMuLaw(G711.EncodeMuLaw(PcmCodec.ToInt16((float)x))) / 32768.0);
        int otherCodes = coded.Where((code, t) => code != samples[t]).Count();
        Assert.InRange(otherCodes, 0, length / 200);

        static double[] HighPass(double[] x, double hz, int rate, double quality)
        {
            (double cosine, double alpha) = (Math.Cos(2 * Math.PI * hz / rate), Math.Sin(2 * Math.PI * hz / rate) / (2 * quality));
            return Run(x, (1 + cosine) / 2, -(1 + cosine), cosine, alpha);
        }

        static double[] LowPass(double[] x, double hz, int rate, double quality)
        {
            (double cosine, double alpha) = (Math.Cos(2 * Math.PI * hz / rate), Math.Sin(2 * Math.PI * hz / rate) / (2 * quality));
            return Run(x, (1 - cosine) / 2, 1 - cosine, cosine, alpha);
        }

        static double[] Run(double[] x, double b, double b1, double cosine, double alpha)
        {
            var y = new double[x.Length];
            for (int t = 0; t < x.Length; t++)
            {
                double sum = (b * x[t]) + (b1 * Before(x, t, 1)) + (b * Before(x, t, 2)) + (2 * cosine * Before(y, t, 1)) - ((1 - alpha) * Before(y, t, 2));
                y[t] = sum / (1 + alpha);
            }

            return y;
        }

        static double Before(double[] values, int t, int steps) => t < steps ? 0 : values[t - steps];
    }

    [Fact]
    public void The_energy_of_any_part_of_a_noise_is_the_sum_of_its_squares()
    {
        var random = new SeededRandom(4);
        float[] samples = [.. Enumerable.Range(0, 1000).Select(_ => random.NextSingle(-1, 1))];
        var stretch = new NoiseStretch(samples);
        for (int trial = 0; trial < 500; trial++)
        {
            int start = random.NextInt32(samples.Length), count = random.NextInt32(samples.Length - start + 1);
            double expected = samples.AsSpan(start, count).ToArray().Sum(x => (double)x * x);
            Assert.Equal(expected, stretch.Energy(start, count), 1e-11);
        }
    }

    /// <summary>All of them in a row, whatever the threads that make the batches.</summary>
    [Fact]
    public void Every_disturbance_is_named_by_seed_epoch_and_clip_alone()
    {
        float[] first = All(1, threads: 1), again = All(1, threads: 3);
        Assert.Equal(first, again);
        Assert.NotEqual(first, All(2, threads: 1));

        static float[] All(int epoch, int threads)
            => [.. Everything(Clips(24).Shuffle(5)).Batch(5).Prefetch(3, threads).Epoch(epoch).SelectMany(batch => batch.Inputs.ToArray())];
    }

    [Fact]
    public void Nothing_is_allocated_for_a_clip()
    {
        // The first batch makes the scratch and the rooms; all batches after it are alike.
        using IEnumerator<Batch> batches = Everything(Clips(256).Repeat(1)).Batch(32).Epoch(0).GetEnumerator();
        Assert.True(batches.MoveNext());
        Assert.InRange(Allocation.OfCall(() => batches.MoveNext()), 0, 64);
    }

    private static ClipPipeline Everything(ClipPipeline clips)
    {
        var half = new Chance(0.5f, 9, 1);
        clips = clips.ChangeSpeed(0.1f, 9, half).ShiftInTime(1600, 9, new Chance(0.5f, 9, 2));
        return clips.HearAcrossRoom(9, new Chance(0.3f, 9, 3)).AddBackgroundSpeech(5, 20, 9, half).AddNoise(Noise, 0.1f, 9, half).AddNoiseAtRatio(Noise, 0, 20, 9, half).ChangeGain(-20, 6, 9, half).HearByTelephone(half);
    }

    private static IEnumerable<float[]> Disturbed(Func<ClipPipeline, ClipPipeline> disturb, int count)
        => disturb(Clips(count).Repeat(1)).Batch(1).Epoch(0).Select(batch => batch.Example(0).ToArray());

    private static ClipSource Clips(int count)
        => LabeledClips.From(NpyArray.From(Tones(count), count, SampleRate), NpyArray.FromStrings([.. Enumerable.Repeat("a", count)], count), SampleRate);

    private static float[] Tones(int count) => [.. Enumerable.Range(0, count * SampleRate).Select(i => (float)Tone(i % SampleRate))];

    private static double Tone(double t) => 0.2 * Math.Sin(2 * Math.PI * 440 * t / SampleRate);
}
