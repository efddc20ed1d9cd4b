using Hark.Layers;
using Hark.Models;
using Hark.Streaming;

namespace Hark.Evaluation;

/// <summary>What a network says of every decision of a track, kept: decoders are tuned and compared on it without running the network again.</summary>
internal sealed class TrackPosteriors
{
    private const int SegmentsApiece = 10;
    private const int Batch = 32;
    private readonly float[] _probabilities;
    private readonly Decision[] _decisions;
    private readonly int _labels;

    private TrackPosteriors(Decision[] decisions, float[] probabilities, int labels, int stepSamples)
    {
        (_decisions, _probabilities, _labels) = (decisions, probabilities, labels);
        StepSamples = stepSamples;
    }

    /// <summary>The same with other words expected more often: see <see cref="DetectorOptions.OtherWordOdds"/>.</summary>
    public TrackPosteriors Expecting(float otherWordOdds, int unknown)
    {
        var expecting = new TrackPosteriors(_decisions, (float[])_probabilities.Clone(), _labels, StepSamples);
        for (int i = 0; i < Count; i++)
        {
            PriorShift.Apply(otherWordOdds, unknown, expecting._probabilities.AsSpan(i * _labels, _labels));
        }

        return expecting;
    }

    public int Count => _decisions.Length;

    public int Labels => _labels;

    /// <summary>Samples from one decision to the next.</summary>
    public int StepSamples { get; }

    public ref readonly Decision Decision(int index) => ref _decisions[index];

    /// <summary>One probability a label, the gate open.</summary>
    public ReadOnlySpan<float> Probabilities(int index) => _probabilities.AsSpan(index * _labels, _labels);

    /// <summary>The same numbers whatever the number of threads: the track is cut into pieces of five minutes, each begun half a minute early.</summary>
    public static TrackPosteriors Of(DetectionTrack track, Network network, ModelSettings settings, DetectionMeasureOptions options, Action<double>? progress = null)
    {
        DetectorOptions detector = options.Detector with { ActivityGate = false, Batch = Batch };
        int step = PosteriorStream.StepOf(settings, detector);
        int perSegment = track.SegmentSamples / step;
        if (track.SegmentSamples % step != 0)
        {
            throw new HarkException($"Decisions every {options.Detector.DecisionMs} ms do not divide the half minutes that tracks are made of. Choose, for example, 50, 100 or 200 ms.");
        }

        var result = new TrackPosteriors(new Decision[track.Segments * perSegment], new float[checked(track.Segments * perSegment * settings.Labels.Count)], settings.Labels.Count, step);
        int pieces = (track.Segments + SegmentsApiece - 1) / SegmentsApiece;
        int done = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads == 0 ? Environment.ProcessorCount : options.Threads };
        Parallel.For(
            0,
            pieces,
            parallel,
            () => new Worker(network, settings, detector, track.SegmentSamples),
            (piece, _, worker) =>
            {
                int first = piece * SegmentsApiece;
                int end = Math.Min(track.Segments, first + SegmentsApiece);
                worker.Run(track, first, end, result);
                progress?.Invoke((double)Interlocked.Increment(ref done) / pieces);
                return worker;
            },
            worker => worker.Dispose());
        return result;
    }

    private sealed class Worker : IDecisionSink, IDisposable
    {
        private readonly PosteriorStream _stream;
        private readonly float[] _segment;
        private TrackPosteriors? _result;
        private long _firstNumber;
        private long _firstSample;

        public Worker(Network network, ModelSettings settings, DetectorOptions detector, int segmentSamples)
        {
            _stream = new PosteriorStream(network, settings, detector, this);
            _segment = new float[segmentSamples];
        }

        public void Run(DetectionTrack track, int first, int end, TrackPosteriors result)
        {
            _result = result;
            _stream.Reset();
            int warm = Math.Max(0, first - 1);
            _firstSample = (long)warm * track.SegmentSamples;
            _firstNumber = (long)first * track.SegmentSamples / result.StepSamples;
            for (int segment = warm; segment < end; segment++)
            {
                track.Fill(segment, _segment);
                _stream.Push(_segment);
            }

            _stream.Complete();
        }

        public void Decide(in Decision decision, ReadOnlySpan<float> probabilities)
        {
            long number = decision.Number + (_firstSample / _result!.StepSamples);
            if (number >= _firstNumber)
            {
                _result._decisions[number] = decision with { Number = number, SpeechStart = decision.SpeechStart + _firstSample, SpeechEnd = decision.SpeechEnd + _firstSample };
                probabilities.CopyTo(_result._probabilities.AsSpan((int)number * _result._labels));
            }
        }

        public void Dispose() => _stream.Dispose();
    }
}
