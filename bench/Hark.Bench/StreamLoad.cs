using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Hark.Audio;
using Hark.Models;
using Hark.Streaming;

namespace Hark.Bench;

/// <summary>
/// Many live streams at once, each fed a hundred milliseconds when that much time has passed: what they cost, and how far they lag behind. Of noise, the worst
/// case, every decision runs the network, of a committee all members; of a recording, what its sound asks for.
/// </summary>
internal static class StreamLoad
{
    private const int ChunkMs = 100;

    /// <param name="model">Weights file or run folder.</param>
    /// <param name="streams">At once.</param>
    /// <param name="seconds">Of listening, after warming up; Ctrl+C ends it earlier, with the figures so far.</param>
    /// <param name="sound">A recording at the model's rate, played again and again, each stream from a place of its own; null for noise.</param>
    /// <param name="output">Takes the figures.</param>
    public static void Run(string model, int streams, int seconds, string? sound, TextWriter output)
    {
        int threads = Math.Min(streams, Environment.ProcessorCount);
        using Classifier classifier = Classifier.Load(model, threads: 1);
        int rate = classifier.Settings.FrontEnd.SampleRate, chunk = rate * ChunkMs / 1000;
        float[] samples = sound is null ? Noise(chunk) : Recording(sound, rate, chunk);
        DetectorOptions options = sound is null ? new DetectorOptions { ActivityGate = false, SecondLook = 0 } : new DetectorOptions();
        Feed[] feeds = [.. Enumerable.Range(0, streams).Select(i => new Feed(new WordDetector(classifier, options), samples, chunk, (int)((long)i * samples.Length / streams)))];
        WarmUp(feeds);
        var lags = new double[threads];
        var allocated = new long[threads];
        using var stop = new ManualResetEvent(false);
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = stop.Set();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(worker => new Thread(() => (lags[worker], allocated[worker]) = Listen([.. feeds.Where((_, i) => i % threads == worker)], seconds, stop)))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double cores = (Environment.CpuUsage.TotalTime - before).TotalSeconds / wall;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{streams} streams of {Path.GetFileName(model)} on {threads} threads for {wall:0.0} s: {cores:0.000} cores, {100 * cores / streams:0.00} % of a core a stream; a chunk of {ChunkMs} ms was done at most {lags.Max():0} ms after it was due; {allocated.Sum()} bytes allocated"));
        Array.ForEach(feeds, feed => feed.Dispose());
    }

    /// <summary>Until .NET has compiled for good what listening runs: that is the price of a start, not of a stream that listens for hours.</summary>
    private static void WarmUp(Feed[] feeds)
    {
        long compiled;
        do
        {
            compiled = JitInfo.GetCompiledMethodCount();
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < 1)
            {
                Array.ForEach(feeds, feed => feed.Push());
            }
        }
        while (JitInfo.GetCompiledMethodCount() != compiled);
    }

    /// <summary>Chunks at a live sound's own pace: the latest that one was done after it was due (ms), and what listening to them allocated.</summary>
    private static (double LagMs, long Bytes) Listen(Feed[] feeds, int seconds, WaitHandle stop)
    {
        double lag = 0;
        long bytes = 0;
        long start = Stopwatch.GetTimestamp();
        for (int due = ChunkMs; due <= 1000 * seconds; due += ChunkMs)
        {
            // A wait that spins would be counted as the streams' cost.
            if (stop.WaitOne(Math.Max(0, (int)(due - Stopwatch.GetElapsedTime(start).TotalMilliseconds))))
            {
                break;
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (Feed feed in feeds)
            {
                feed.Push();
            }

            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            lag = Math.Max(lag, Stopwatch.GetElapsedTime(start).TotalMilliseconds - due);
        }

        return (lag, bytes);
    }

    private static float[] Noise(int samples)
    {
        var random = new SeededRandom(1);
        return [.. Enumerable.Range(0, samples).Select(_ => random.NextSingle(-0.1f, 0.1f))];
    }

    private static float[] Recording(string path, int rate, int least)
    {
        AudioClip clip = AudioClip.Load(path).ToMono();
        return clip.SampleRate == rate && clip.Frames >= least
            ? clip.Samples.ToArray()
            : throw new HarkException($"{path}: {clip.Frames} samples at {clip.SampleRate} Hz; streams of this model are fed {least} at once at {rate} Hz. Give such a recording.");
    }

    /// <summary>A stream and the sound that is played to it.</summary>
    private sealed class Feed(WordDetector detector, float[] samples, int chunk, int start) : IDisposable
    {
        private int _at = start;

        public void Push()
        {
            _at = _at + chunk > samples.Length ? 0 : _at;
            detector.Push(samples.AsSpan(_at, chunk));
            _at += chunk;
        }

        public void Dispose() => detector.Dispose();
    }
}
