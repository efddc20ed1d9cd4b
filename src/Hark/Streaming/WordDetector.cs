using System.Buffers;
using System.Runtime.InteropServices;
using Hark.Models;
using Hark.Signal;

namespace Hark.Streaming;

/// <summary>
/// Listens to a stream of sound and tells the words in it: push samples as they come, in pieces of any size and at any rate. The words do not
/// depend on how the sound is cut. Memory is fixed, and a piece allocates nothing.
/// </summary>
/// <example><code>
/// using var detector = WordDetector.Load("weights.safetensors", new DetectorOptions { SampleRate = 48000 });
/// while (microphone.Read(samples) is var count and > 0)
/// {
///     foreach (DetectedWord word in detector.Push(samples.AsSpan(0, count)))
///     {
///         Console.WriteLine($"{word.Time}: {word.Label}");
///     }
/// }
/// </code></example>
/// <remarks>
/// Every 100 ms (<see cref="DetectorOptions.DecisionMs"/>) the window that ends there goes through the front end of training and the network; other words
/// are expected more often (<see cref="DetectorOptions.OtherWordOdds"/>), and the mean of the last probabilities is compared with each word's threshold. One thread at a time uses a detector; many detectors share one
/// <see cref="Classifier"/>, each on whatever thread.
/// </remarks>
public sealed class WordDetector : IDisposable, IDecisionSink
{
    /// <summary>
    /// The largest sample that is taken, either way: 60 dB over full scale, more than any recorder gives in float. A click of it is forgotten with its window; of a far
    /// larger one the measures of level and offset would never be rid.
    /// </summary>
    public const float LargestSample = 1000;

    private const int LargestPiece = 4096;

    /// <summary>Words of one call that need no more memory: some ten seconds of them.</summary>
    private const int WordsAtOnce = 16;
    private readonly Classifier _classifier;
    private readonly bool _ownsClassifier;
    private readonly PosteriorStream _posteriors;
    private readonly WordDecoder _decoder;
    private readonly List<DetectedWord> _words = new(WordsAtOnce);
    private readonly ArrayBufferWriter<float> _resampled = new();
    private readonly float[] _mono;
    private readonly float[] _probabilities;
    private readonly int _unknown;
    private ResamplerStream? _resampler;
    private int _sampleRate;
    private long _pushedSamples;
    private bool _given;

    /// <param name="classifier">The model; shared, and to be disposed after the detector.</param>
    /// <param name="options">Null takes the usual ones.</param>
    /// <exception cref="HarkException">The options are wrong: see <see cref="DetectorOptions.Validate"/>.</exception>
    public WordDetector(Classifier classifier, DetectorOptions? options = null) : this(classifier, options, ownsClassifier: false) { }

    private WordDetector(Classifier classifier, DetectorOptions? options, bool ownsClassifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        Options = (options ?? new DetectorOptions()).For(classifier.Settings);
        Options.Validate();
        _classifier = classifier;
        _ownsClassifier = ownsClassifier;
        _decoder = new WordDecoder(Options.ThresholdsOf(Labels), Options);
        _probabilities = new float[Labels.Count];
        _unknown = ModelSettings.UnknownAmong(Labels);
        _mono = new float[Options.Channels == 1 ? 0 : LargestPiece];
        _sampleRate = ModelRate;
        SampleRate = Options.SampleRate ?? ModelRate;
        _posteriors = new PosteriorStream(classifier.Network, classifier.Settings, Options, this);
    }

    /// <summary>With all that they left to the model as the model has it.</summary>
    public DetectorOptions Options { get; }

    /// <summary>In the order of <see cref="Probabilities"/>.</summary>
    public IReadOnlyList<string> Labels => _classifier.Labels;

    /// <summary>The smoothed probabilities of the last decision, one a label; all 0 where nothing stands out of the noise.</summary>
    public ReadOnlySpan<float> Probabilities => _decoder.Smoothed;

    /// <summary>Whether the latest 10 ms stand out of the noise.</summary>
    public bool HearsSound => _posteriors.IsActive;

    /// <summary>Sound listened to so far.</summary>
    public TimeSpan Position => TimeOf(_posteriors.Position);

    /// <summary>
    /// Hz of the samples that are pushed. Where the microphone changes its rate, set it: what was pushed before is finished at the old rate.
    /// </summary>
    /// <exception cref="HarkException">The rate is below 1 Hz, or shares too small a divisor with the model's.</exception>
    public int SampleRate
    {
        get => _sampleRate;
        set
        {
            if (value == _sampleRate)
            {
                return;
            }

            ResamplerStream? next = value == ModelRate ? null : new ResamplerStream(new Resampler(value, ModelRate));
            if (_resampler is not null)
            {
                Begin();
                _resampler.Flush(_resampled);
                PushResampled();
                _given = false;
            }

            _resampler = next;
            _sampleRate = value;
        }
    }

    private int ModelRate => _classifier.Settings.FrontEnd.SampleRate;

    /// <summary>Loads a weights file, or the one in a run folder, for this detector alone.</summary>
    /// <exception cref="HarkException">There is none, it is broken, or the options are wrong.</exception>
    public static WordDetector Load(string path, DetectorOptions? options = null)
    {
        Classifier classifier = Classifier.Load(path, threads: 1);
        try
        {
            return new WordDetector(classifier, options, ownsClassifier: true);
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    /// <summary>Takes the next samples and gives the words that are told with them; valid until the next call.</summary>
    /// <param name="samples">[frames × channels] at <see cref="SampleRate"/>; any number of whole frames; sound is −1..1.</param>
    /// <exception cref="HarkException">A sample is not finite, or larger than <see cref="LargestSample"/>. No sample of this call was taken: the next goes on as if it had not been.</exception>
    public ReadOnlySpan<DetectedWord> Push(ReadOnlySpan<float> samples)
    {
        int channels = Options.Channels;
        if (samples.Length % channels != 0)
        {
            throw new ArgumentException($"{samples.Length} samples are no whole number of frames of {channels} channels.", nameof(samples));
        }

        SignalGuard.CheckSound(samples, LargestSample, _pushedSamples);
        _pushedSamples += samples.Length;
        Begin();
        int most = LargestPiece * channels;
        for (; !samples.IsEmpty; samples = samples[Math.Min(most, samples.Length)..])
        {
            ReadOnlySpan<float> piece = Mono(samples[..Math.Min(most, samples.Length)]);
            if (_resampler is null)
            {
                _posteriors.Push(piece);
            }
            else
            {
                _resampler.Push(piece, _resampled);
                PushResampled();
            }
        }

        return CollectionsMarshal.AsSpan(_words);
    }

    /// <summary>Ends the sound, as if silence followed: gives the words that were still awaited. Afterwards the stream begins anew.</summary>
    public ReadOnlySpan<DetectedWord> Flush()
    {
        Begin();
        _resampler?.Flush(_resampled);
        PushResampled();

        // A word at the very end has its best window a little later.
        Span<float> silence = stackalloc float[256];
        silence.Clear();
        for (long left = _posteriors.StepSamples * ((long)Options.Smoothing!.Value + Options.PeakWait + (500 / Options.DecisionMs)); left > 0; left -= silence.Length)
        {
            _posteriors.Push(silence[..(int)Math.Min(left, silence.Length)]);
        }

        _posteriors.Complete();
        _posteriors.Reset();
        _decoder.Reset();
        _pushedSamples = 0;
        return CollectionsMarshal.AsSpan(_words);
    }

    public void Dispose()
    {
        _posteriors.Dispose();
        if (_ownsClassifier)
        {
            _classifier.Dispose();
        }
    }

    void IDecisionSink.Decide(in Decision decision, ReadOnlySpan<float> probabilities)
    {
        probabilities.CopyTo(_probabilities);
        PriorShift.Apply(Options.OtherWordOdds, _unknown, _probabilities);
        if (_decoder.Decide(decision, _probabilities, out Detection told))
        {
            long time = (told.Number + 1) * _posteriors.StepSamples;
            _words.Add(new DetectedWord(Labels[told.Label], TimeOf(told.Peak.SpeechStart), TimeOf(told.Peak.SpeechEnd), TimeOf(time), told.Confidence));
        }
    }

    /// <summary>Drops the words that were given; those told while the rate changed are still to be.</summary>
    private void Begin()
    {
        if (_given)
        {
            _words.Clear();
        }

        _given = true;
    }

    private void PushResampled()
    {
        _posteriors.Push(_resampled.WrittenSpan);
        _resampled.ResetWrittenCount();
    }

    private ReadOnlySpan<float> Mono(ReadOnlySpan<float> frames)
    {
        int channels = Options.Channels;
        if (channels == 1)
        {
            return frames;
        }

        Span<float> mono = _mono.AsSpan(0, frames.Length / channels);
        for (int i = 0; i < mono.Length; i++)
        {
            double sum = 0;
            foreach (float sample in frames.Slice(i * channels, channels))
            {
                sum += sample;
            }

            mono[i] = (float)(sum / channels);
        }

        return mono;
    }

    /// <summary>Whole seconds apart, so that no length of listening overflows.</summary>
    private TimeSpan TimeOf(long samples)
    {
        long rate = ModelRate;
        return TimeSpan.FromTicks((samples / rate * TimeSpan.TicksPerSecond) + (samples % rate * TimeSpan.TicksPerSecond / rate));
    }
}
