using Hark.Layers;
using Hark.Models;

namespace Hark.Streaming;

/// <summary>
/// What a network says, at every decision, of the window that ends there: the window put through the front end of training, its logits through
/// the softmax. Silence stands before the first sample. However the sound is cut, the numbers are the same. One thread at a time.
/// </summary>
internal sealed class PosteriorStream : IDisposable
{
    private readonly DetectorOptions _options;
    private readonly IDecisionSink _sink;
    private readonly int _window;
    private readonly int _step;
    private readonly SpeechActivity _activity;
    private readonly InputConditioner _conditioner;
    private readonly SlidingFrontEnd _frontEnd;
    private readonly WindowJudge _judge;
    private readonly Decision[] _waiting;
    private readonly float[] _nothing;
    private readonly float[] _samples;
    private int _end;
    private int _waitingCount;
    private int _inBatch;

    /// <param name="network">Its parameters are shared, not owned.</param>
    /// <param name="settings">The model's.</param>
    /// <param name="options">Valid.</param>
    /// <param name="sink">Takes the decisions.</param>
    public PosteriorStream(Network network, ModelSettings settings, DetectorOptions options, IDecisionSink sink)
    {
        _options = options;
        _sink = sink;
        _window = settings.FrontEnd.ClipSamples;
        _step = StepOf(settings, options);
        _activity = new SpeechActivity(settings.FrontEnd.SampleRate, _window);
        _conditioner = new InputConditioner(settings.FrontEnd.SampleRate, options, _activity);
        _frontEnd = new SlidingFrontEnd(settings.FrontEnd, _step);
        _judge = new WindowJudge(network, settings, options, _frontEnd.Motion);

        // Where all sound is silence, decisions without a window to judge may pile up a little before they are told.
        _waiting = new Decision[options.Batch == 1 ? 1 : 4 * options.Batch];
        _nothing = new float[settings.Labels.Count];
        _samples = new float[(2 * _window) + _step];
        Reset();
    }

    /// <summary>Samples from one decision to the next.</summary>
    public int StepSamples => _step;

    /// <inheritdoc cref="StepSamples"/>
    public static int StepOf(ModelSettings settings, DetectorOptions options)
        => Math.Max(1, (int)((long)options.DecisionMs * settings.FrontEnd.SampleRate / 1000));

    /// <summary>Samples so far, at the model's rate.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the latest sound stands out of the noise.</summary>
    public bool IsActive => _activity.StandsOutNow;

    /// <summary>Takes the next samples: any number, finite, at the model's rate, one channel.</summary>
    public void Push(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            int count = (int)Math.Min(samples.Length, _step - (Position % _step));
            if (_end + count > _samples.Length)
            {
                _samples.AsSpan(_end - _window, _window).CopyTo(_samples);
                _end = _window;
            }

            Span<float> taken = _samples.AsSpan(_end, count);
            samples[..count].CopyTo(taken);
            _conditioner.Process(taken);
            _end += count;
            Position += count;
            samples = samples[count..];
            if (Position % _step == 0)
            {
                Decide();
            }
        }
    }

    /// <summary>Tells the decisions that wait for their batch to fill.</summary>
    public void Complete()
    {
        if (_inBatch > 0)
        {
            _judge.Judge(_inBatch);
        }

        int row = 0;
        for (int i = 0; i < _waitingCount; i++)
        {
            _sink.Decide(_waiting[i], Judges(_waiting[i].Active) ? _judge.Probabilities(row++) : _nothing);
        }

        _waitingCount = 0;
        _inBatch = 0;
    }

    /// <summary>As before the first sample.</summary>
    public void Reset()
    {
        _samples.AsSpan(0, _window).Clear();
        _end = _window;
        Position = 0;
        (_waitingCount, _inBatch) = (0, 0);
        _conditioner.Reset();
        _frontEnd.Reset();
        _judge.Reset();
    }

    public void Dispose() => _judge.Dispose();

    private bool Judges(bool active) => active || !_options.ActivityGate;

    private void Decide()
    {
        long number = (Position / _step) - 1;
        bool active = _activity.InWindow;
        if (Judges(active))
        {
            _frontEnd.Transform(_samples.AsSpan(_end - _window, _window), number, _judge.Features(_inBatch, number));
            _inBatch++;
        }

        (long start, long end) = Judges(active) ? _activity.LatestWord() : (Position, Position);
        _waiting[_waitingCount++] = new Decision(number, active, start, end);
        if (_inBatch == _options.Batch || _waitingCount == _waiting.Length)
        {
            Complete();
        }
    }
}
