using Hark.Audio;
using Hark.Data;
using Hark.Models;
using Hark.Training;

namespace Hark.Bench;

/// <summary>What it costs one thread to make a training clip of a second at 16 kHz: each step of it alone, then whole recipes.</summary>
internal static class ClipTable
{
    private const int SampleRate = 16000;
    private const int Clips = 512;
    private const long Seed = 7;
    private const double SecondsEach = 0.4;

    public static void Print(TextWriter output)
    {
        FrontEndSettings logMel = FrontEndSettings.For(FrontEndKind.LogMel, FeatureLayout.Image, SampleRate, SampleRate);
        var augmentation = new TrainingSettings
        {
            Epochs = 1,
            Batch = 32,
            LearningRate = 1,
            Seed = Seed,
            Augmentation = new AugmentationSettings { FrequencyMasks = 2, FrequencyMaskBands = 5, TimeMasks = 2, TimeMaskFrames = 20 },
        };
        var noise = new Lazy<BackgroundNoise>(() => BackgroundNoise.Generate(SampleRate));
        string folder = Directory.CreateTempSubdirectory("hark-bench-").FullName;
        try
        {
            WriteClips(folder);
            DataSet Open() => DataSet.Open(folder, new DataOptions { Seed = Seed, RedrawEachEpoch = true, SampleRate = SampleRate, ClipSamples = SampleRate });
            ClipSource clips = Open().Train;
            double kept = Best(clips.Repeat(1));
            output.WriteLine("| step | µs a clip that has it |");
            output.WriteLine("|---|---|");
            Row("reading, first time", Enumerable.Range(0, 20).Min(_ => Once(Open().Train.Repeat(1), 0)));
            Row("reading, from then on", kept);
            Stage("another speed", c => c.ChangeSpeed(0.12f, Seed, Chance.Always));
            Stage("shift", c => c.ShiftInTime(1600, Seed, Chance.Always));
            Stage("room", c => c.HearAcrossRoom(Seed, Chance.Always));
            Stage("noise by amplitude", c => c.AddNoise(noise, 0.1f, Seed, Chance.Always));
            Stage("noise by ratio", c => c.AddNoiseAtRatio(noise, 0, 30, Seed, Chance.Always));
            Stage("gain", c => c.ChangeGain(-20, 6, Seed, Chance.Always));
            Stage("telephone", c => c.HearByTelephone(Chance.Always));
            double features = Stage("log-mel", c => c.WithFrontEnd(logMel));
            Row("SpecAugment", Best(clips.Repeat(1).WithFrontEnd(logMel).AugmentFeatures(augmentation, logMel)) - kept - features);
            foreach (string model in (string[])["bc-resnet-1", "bc-resnet-3", "spectrogram-conv", "ds-cnn"])
            {
                ModelDefinition definition = ModelCatalog.Get(model);
                FrontEndSettings frontEnd = FrontEndSettings.For(definition.DefaultFrontEnd.Kind, definition.Layout, SampleRate, SampleRate);
                foreach (string recipe in (string[])["paper", "robust"])
                {
                    TrainingSettings training = Recipe.Get(recipe).Settings(definition, frontEnd.Kind) with { Seed = Seed };
                    Row($"all of {recipe} for {model}", Best(clips.Shuffle(Seed).AugmentWaves(training, () => noise.Value).WithFrontEnd(frontEnd).AugmentFeatures(training, frontEnd)));
                }
            }

            double Stage(string name, Func<ClipPipeline, ClipPipeline> stage)
            {
                double cost = Best(stage(clips.Repeat(1))) - kept;
                Row(name, cost);
                return cost;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Row(string name, double microseconds) => output.WriteLine(FormattableString.Invariant($"| {name} | {microseconds:F1} |"));
    }

    /// <summary>Words without a voice: noise that swells and fades.</summary>
    private static void WriteClips(string folder)
    {
        var random = new SeededRandom(Seed);
        foreach (string word in (string[])["yes", "no"])
        {
            Directory.CreateDirectory(Path.Combine(folder, word));
            for (int clip = 0; clip < Clips / 2; clip++)
            {
                float[] samples = new float[SampleRate];
                for (int t = 0; t < samples.Length; t++)
                {
                    samples[t] = random.NextSingle(-0.5f, 0.5f) * MathF.Sin(MathF.PI * t / SampleRate);
                }

                new AudioClip(samples, SampleRate).Save(Path.Combine(folder, word, FormattableString.Invariant($"{clip:x8}_nohash_0.wav")));
            }
        }
    }

    /// <summary>The quickest of many epochs, in µs of a processor a clip: what else the machine does hardly counts.</summary>
    private static double Best(ClipPipeline clips)
    {
        double best = double.PositiveInfinity;
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int epoch = 0; epoch < 4 || (Environment.CpuUsage.TotalTime - start).TotalSeconds < SecondsEach; epoch++)
        {
            best = Math.Min(best, Once(clips, epoch));
        }

        return best;
    }

    private static double Once(ClipPipeline clips, int epoch)
    {
        Batches batches = clips.Batch(32);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        foreach (Batch _ in batches.Epoch(epoch))
        {
        }

        return (Environment.CpuUsage.TotalTime - start).TotalMicroseconds / batches.Count;
    }
}
