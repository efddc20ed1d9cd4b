using Hark.Audio;
using Hark.Data;

namespace Hark.Evaluation;

/// <summary>A labelled clip placed in a track.</summary>
/// <param name="Start">Where the clip's first sample stands.</param>
/// <param name="Clip">Index in the track's clips.</param>
/// <param name="Label">The model's label that must be told, or -1 where nothing must.</param>
/// <param name="SpeechStart">Where its word begins in the track.</param>
/// <param name="SpeechEnd">Where its word ends.</param>
internal readonly record struct TrackEvent(long Start, int Clip, int Label, long SpeechStart, long SpeechEnd);

/// <summary>
/// A long sound with known words in it, made piece by piece from labelled clips over noise; any piece can be made alone. Every clip is brought to one
/// level of active speech (by at most 20 dB), the noise to that level less the signal-to-noise ratio.
/// </summary>
internal sealed class DetectionTrack
{
    /// <summary>Level of active speech, RMS, -26 dBFS: the usual of telephony (ITU-T P.56).</summary>
    private const double SpeechRms = 0.0501;
    private const double LargestGain = 10;
    private const int SegmentSeconds = 30;
    private const double FadeSeconds = 0.02;
    private const double CrossfadeSeconds = 0.25;
    private const double LeastPauseSeconds = 0.2;
    private const long StreamOfTimes = 1, StreamOfWords = 2, StreamOfOthers = 3, StreamOfNoise = 4;
    private readonly ClipSource _clips;
    private readonly BackgroundNoise _noise;
    private readonly ClipSpeech[] _speech;
    private readonly double _noiseRms;
    private readonly long _seed;
    private readonly int _side;

    /// <param name="clips">Of one side's speakers.</param>
    /// <param name="labels">For each clip the model's label that must be told, or -1.</param>
    /// <param name="noise">At the clips' rate.</param>
    /// <param name="options">Length, distances, signal-to-noise ratio, seed.</param>
    /// <param name="side">Another number gives another track.</param>
    public DetectionTrack(ClipSource clips, int[] labels, BackgroundNoise noise, DetectionMeasureOptions options, int side)
    {
        _clips = clips;
        _noise = noise;
        _noiseRms = SpeechRms / Math.Pow(10, options.SnrDb / 20);
        (_seed, _side) = (options.Seed, side);
        SegmentSamples = SegmentSeconds * clips.SampleRate;
        Segments = Math.Max(1, (int)Math.Ceiling(options.Hours * 3600 / SegmentSeconds));
        _speech = new ClipSpeech[clips.Count];
        ParallelWork.For(clips.Count, () => new float[clips.ClipSamples], (i, samples) =>
        {
            clips.Read(0, i, samples);
            _speech[i] = ClipSpeech.Of(samples, clips.SampleRate);
        });
        Events = Plan(labels, options);
    }

    public int SampleRate => _clips.SampleRate;

    public ClipSource Clips => _clips;

    /// <summary>Samples that are made at once.</summary>
    public int SegmentSamples { get; }

    public int Segments { get; }

    public double Hours => (double)Segments * SegmentSeconds / 3600;

    /// <summary>In the order of time; none overlaps another.</summary>
    public TrackEvent[] Events { get; }

    /// <summary>Makes a segment; thread-safe.</summary>
    /// <param name="segment">0..Segments − 1.</param>
    /// <param name="samples">[SegmentSamples], overwritten.</param>
    public void Fill(int segment, Span<float> samples)
    {
        int crossfade = (int)(CrossfadeSeconds * SampleRate);
        var noise = new float[SegmentSamples + crossfade];
        if (segment > 0)
        {
            Noise(segment - 1, noise);
            noise.AsSpan(SegmentSamples).CopyTo(samples);
        }
        else
        {
            samples[..crossfade].Clear();
        }

        Noise(segment, noise);
        for (int i = 0; i < crossfade; i++)
        {
            float share = (i + 0.5f) / crossfade;
            samples[i] = (samples[i] * MathF.Sqrt(1 - share)) + (noise[i] * MathF.Sqrt(share));
        }

        noise.AsSpan(crossfade, SegmentSamples - crossfade).CopyTo(samples[crossfade..]);
        AddEvents((long)segment * SegmentSamples, samples);
    }

    private void Noise(int segment, Span<float> noise)
    {
        var random = new SeededRandom(_seed, StreamOfNoise, _side, segment);
        _noise.Draw(ref random, noise);
        double rms = Loudness.Of(noise).Rms;
        float gain = rms > 0 ? (float)(_noiseRms / rms) : 0;
        foreach (ref float sample in noise)
        {
            sample *= gain;
        }
    }

    private void AddEvents(long start, Span<float> samples)
    {
        int length = _clips.ClipSamples;
        var clip = new float[length];
        int fade = (int)(FadeSeconds * SampleRate);
        int first = Array.FindIndex(Events, e => e.Start + length > start);
        for (int i = first; i >= 0 && i < Events.Length && Events[i].Start < start + samples.Length; i++)
        {
            TrackEvent placed = Events[i];
            _clips.Read(0, placed.Clip, clip);
            float gain = (float)Math.Min(LargestGain, SpeechRms / Math.Max(1e-9, _speech[placed.Clip].Rms));
            int from = (int)Math.Max(0, start - placed.Start);
            int to = (int)Math.Min(length, start + samples.Length - placed.Start);
            int offset = (int)(placed.Start - start);
            for (int n = from; n < to; n++)
            {
                float edge = Math.Min(1, Math.Min(n + 1, length - n) / (float)fade);
                samples[offset + n] += gain * edge * clip[n];
            }
        }
    }

    /// <summary>Words in turn, each label's clips in a shuffled order; other words likewise; times about as far apart as asked, never one into the other.</summary>
    private TrackEvent[] Plan(int[] labels, DetectionMeasureOptions options)
    {
        long total = (long)Segments * SegmentSamples;
        var words = new Deck[labels.Max() + 1];
        for (int label = 0; label < words.Length; label++)
        {
            words[label] = new Deck([.. Indices(labels, label)], new SeededRandom(_seed, StreamOfWords, _side, label));
        }

        words = [.. words.Where(deck => deck.Count > 0)];
        var others = new Deck([.. Indices(labels, -1)], new SeededRandom(_seed, StreamOfOthers, _side));
        var random = new SeededRandom(_seed, StreamOfTimes, _side);
        List<(long Time, bool Word)> wanted = [.. Times(total, options.WordEverySeconds, ref random).Select(time => (time, true))];
        if (others.Count > 0)
        {
            wanted.AddRange(Times(total, options.OtherEverySeconds, ref random).Select(time => (time, false)));
        }

        wanted.Sort();
        var events = new List<TrackEvent>(wanted.Count);
        long free = (long)(2 * LeastPauseSeconds * SampleRate);
        int turn = 0;
        foreach ((long time, bool word) in wanted)
        {
            long start = Math.Max(time, free);
            if (start + _clips.ClipSamples + (2L * SampleRate) > total)
            {
                break;
            }

            int clip = word ? words[turn++ % words.Length].Next() : others.Next();
            events.Add(new TrackEvent(start, clip, labels[clip], start + _speech[clip].Start, start + _speech[clip].End));
            free = start + _clips.ClipSamples + (long)(LeastPauseSeconds * SampleRate);
        }

        return [.. events];
    }

    private List<long> Times(long total, double everySeconds, ref SeededRandom random)
    {
        var times = new List<long>();
        double step = everySeconds * SampleRate;
        for (long k = 0; (k + 1) * step <= total; k++)
        {
            times.Add((long)((k + 0.1 + (0.8 * random.NextDouble())) * step));
        }

        return times;
    }

    private static IEnumerable<int> Indices(int[] labels, int label) => Enumerable.Range(0, labels.Length).Where(i => labels[i] == label);

    /// <summary>Clips dealt in a shuffled order, over and over.</summary>
    private sealed class Deck
    {
        private readonly int[] _clips;
        private int _next;

        public Deck(int[] clips, SeededRandom random)
        {
            random.Shuffle<int>(clips);
            _clips = clips;
        }

        public int Count => _clips.Length;

        public int Next() => _clips[_next++ % _clips.Length];
    }
}
