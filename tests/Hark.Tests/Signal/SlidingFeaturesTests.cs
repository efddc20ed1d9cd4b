using Hark.Signal;

namespace Hark.Tests.Signal;

/// <summary>Features of a window that moves on are those of the window alone, to the bit.</summary>
public class SlidingFeaturesTests
{
    private const int Window = 8000;

    public static TheoryData<FeatureOptions, int> Cases
    {
        get
        {
            var stft = new StftOptions { NFft = 512, WinSamples = 480, HopSamples = 160, PadMode = PadMode.Reflect };
            var mel = new FeatureOptions { SampleRate = 8000, Kind = FeatureKind.LogMel, LogForm = LogForm.NaturalLog, Stft = stft, Mel = new MelOptions { Bands = 40 } };
            FeatureOptions lesson = new() { SampleRate = 8000, Kind = FeatureKind.Decibels, Reference = null, TopDb = 80, Stft = new StftOptions { NFft = 258, HopSamples = 64 } };
            var cases = new TheoryData<FeatureOptions, int>();
            foreach (int step in (int[])[1, 64, 160, 161, 800, 1600, 1120, 7840, 8000, 9000])
            {
                cases.Add(mel, step);
                cases.Add(lesson, step);
            }

            cases.Add(lesson with { Kind = FeatureKind.Magnitude }, 800);
            cases.Add(lesson with { Reference = 1, TopDb = 30 }, 800);
            cases.Add(mel with { LogForm = LogForm.Decibels, Reference = null, TopDb = 40 }, 800);
            cases.Add(mel with { Kind = FeatureKind.Mfcc, Stft = stft with { Center = false, HopSamples = 320 } }, 800);
            cases.Add(mel with { Stft = stft with { PadMode = PadMode.Edge, HopSamples = 37 } }, 370);
            cases.Add(mel with { Stft = stft with { NFft = 16384, WinSamples = 16384, HopSamples = 800 } }, 800);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Every_window_gives_what_it_gives_alone(FeatureOptions options, int step)
    {
        var sliding = new SlidingFeatures(options, Window, step);
        var alone = new FeatureExtractor(options);
        var expected = new float[alone.Rows * alone.Frames(Window)];
        var found = new float[expected.Length];

        // Windows are left out here and there, as where nothing is heard.
        foreach (int number in (int[])[0, 1, 2, 3, 7, 8, 9, 10, 30, 31])
        {
            float[] sound = Noise((long)number * step, Window);
            alone.ExtractFramesFirst(sound, expected);
            sliding.Extract(sound, number, found);
            Assert.Equal(expected, found);
        }

        sliding.Reset();
        float[] other = Noise(12345, Window);
        alone.ExtractFramesFirst(other, expected);
        sliding.Extract(other, 32, found);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Features_that_all_depend_on_the_loudest_frame_are_not_served()
    {
        Assert.False(SlidingFeatures.Serves(new FeatureOptions { Kind = FeatureKind.Mfcc }));
        Assert.True(SlidingFeatures.Serves(new FeatureOptions { Kind = FeatureKind.Mfcc, TopDb = null }));
    }

    /// <summary>One endless sound, loud and soft by turns; any part of it.</summary>
    private static float[] Noise(long start, int length)
    {
        var samples = new float[length];
        for (int i = 0; i < length; i++)
        {
            long at = start + i;
            samples[i] = new SeededRandom(8, at).NextSingle(-1, 1) * (0.05f + (0.4f * (1 + MathF.Sin(at * 0.001f))));
        }

        return samples;
    }
}
