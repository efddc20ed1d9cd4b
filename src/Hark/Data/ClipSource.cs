using Hark.Audio;

namespace Hark.Data;

/// <summary>
/// An indexable set of labelled clips that all come at one rate and one length: what a model of that rate and length trains on,
/// is validated on or judged by. Reading is safe from any number of threads.
/// </summary>
/// <remarks>
/// A training set may draw some of its clips afresh for every epoch (see <see cref="DataOptions.RedrawEachEpoch"/>); then the epoch
/// decides what stands at an index, but never its label. Sets that judge a model are the same in every epoch.
/// </remarks>
public abstract class ClipSource
{
    /// <param name="labels">The labels that <see cref="LabelIndex"/> points into.</param>
    /// <param name="sampleRate">Hz of the delivered clips.</param>
    /// <param name="clipSamples">Samples of every delivered clip.</param>
    protected ClipSource(LabelSet labels, int sampleRate, int clipSamples)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(clipSamples, 1);
        Labels = labels;
        SampleRate = sampleRate;
        ClipSamples = clipSamples;
    }

    /// <summary>The labels of this set, in the order of a model's outputs.</summary>
    public LabelSet Labels { get; }

    /// <summary>Sample rate of the delivered clips (Hz).</summary>
    public int SampleRate { get; }

    /// <summary>Samples of every delivered clip: shorter ones stand in the middle between zeros, of longer ones the loudest stretch is kept.</summary>
    public int ClipSamples { get; }

    /// <summary>Number of clips.</summary>
    public abstract int Count { get; }

    /// <summary>Position in <see cref="Labels"/> of the label of clip <paramref name="index"/>, the same in every epoch.</summary>
    public abstract int LabelIndex(int index);

    /// <summary>Where the clip comes from: <c>yes/0a7c2a8d_nohash_0.wav</c>, or <c>row 17</c>.</summary>
    public abstract string Name(int epoch, int index);

    /// <summary>Fills <paramref name="samples"/>, which is <see cref="ClipSamples"/> long, with the clip; thread-safe.</summary>
    /// <exception cref="HarkException">The clip cannot be read: the message names it.</exception>
    public abstract void Read(int epoch, int index, Span<float> samples);

    /// <summary>Who speaks, as far as the clip's name tells (<c>speaker_nohash_n.wav</c>), else null.</summary>
    public virtual string? Speaker(int epoch, int index) => SpeakerSplit.SpeakerOf(Name(epoch, index));

    /// <inheritdoc cref="Name(int, int)"/>
    public string Name(int index) => Name(0, index);

    /// <inheritdoc cref="Speaker(int, int)"/>
    public string? Speaker(int index) => Speaker(0, index);

    /// <summary>The label of clip <paramref name="index"/>.</summary>
    public string Label(int index) => Labels[LabelIndex(index)];

    /// <summary>The clip as a new piece of sound, as it stands in epoch 0.</summary>
    public AudioClip Clip(int index)
    {
        float[] samples = new float[ClipSamples];
        Read(0, index, samples);
        return new AudioClip(samples, SampleRate);
    }

    /// <summary>The label of every clip, [<see cref="Count"/>].</summary>
    public int[] LabelIndices()
    {
        int[] indices = new int[Count];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = LabelIndex(i);
        }

        return indices;
    }

    /// <summary>How many clips each label has, [<see cref="Labels"/>].</summary>
    public int[] CountByLabel()
    {
        int[] counts = new int[Labels.Count];
        for (int i = 0; i < Count; i++)
        {
            counts[LabelIndex(i)]++;
        }

        return counts;
    }

    /// <summary>The clips at <paramref name="indices"/>, in that order; nothing is copied.</summary>
    public ClipSource Subset(int[] indices) => new ClipSubset(this, indices);

    /// <summary>
    /// Splits as scikit-learn's <c>train_test_split(test_size, random_state=seed)</c> does: the same clips in the same order for the
    /// same seed.
    /// </summary>
    /// <param name="testSize">Share of the clips that go to the test side, between 0 and 1.</param>
    /// <param name="seed">0 to 2³²−1.</param>
    /// <param name="stratify">Give each label the same share of both sides.</param>
    public (ClipSource Train, ClipSource Test) TrainTestSplit(double testSize = 0.1, long seed = 0, bool stratify = false)
    {
        (int[] train, int[] test) = stratify
            ? Data.TrainTestSplit.Stratified(LabelIndices(), testSize, seed, Labels)
            : Data.TrainTestSplit.Indices(Count, testSize, seed);
        return (Subset(train), Subset(test));
    }

    /// <summary>The clips in a new random order each epoch, named by <paramref name="seed"/>.</summary>
    public ClipPipeline Shuffle(long seed) => new ClipPipeline(this).Shuffle(seed);

    /// <inheritdoc cref="ClipPipeline.Map(int, ExampleMap)"/>
    public ClipPipeline Map(int outputLength, ExampleMap map) => new ClipPipeline(this).Map(outputLength, map);

    /// <inheritdoc cref="ClipPipeline.Map(int, KeyedExampleMap)"/>
    public ClipPipeline Map(int outputLength, KeyedExampleMap map) => new ClipPipeline(this).Map(outputLength, map);

    /// <inheritdoc cref="ClipPipeline.MapPerThread(int, Func{ExampleMap})"/>
    public ClipPipeline MapPerThread(int outputLength, Func<ExampleMap> createMap) => new ClipPipeline(this).MapPerThread(outputLength, createMap);

    /// <inheritdoc cref="ClipPipeline.Repeat"/>
    public ClipPipeline Repeat(int times) => new ClipPipeline(this).Repeat(times);

    /// <inheritdoc cref="ClipPipeline.Batch"/>
    public Batches Batch(int size) => new ClipPipeline(this).Batch(size);

    /// <summary>Throws unless <paramref name="samples"/> has the length that <see cref="Read"/> fills.</summary>
    protected void CheckDestination(Span<float> samples)
    {
        if (samples.Length != ClipSamples)
        {
            throw new ArgumentException($"A clip of {ClipSamples} samples does not go into {samples.Length}.", nameof(samples));
        }
    }
}
