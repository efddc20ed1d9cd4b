using Hark.Layers;

namespace Hark.Models;

/// <summary>How a network wants its features laid out.</summary>
public enum FeatureLayout
{
    /// <summary>[time, channels]: a wave, or a spectrogram whose bins are the channels.</summary>
    Sequence,

    /// <summary>[bins, time, 1]: a spectrogram as a picture.</summary>
    Image,

    /// <summary>[time, bins, 1]: the same lying on its side.</summary>
    ImageTimeFirst,
}

/// <summary>A network that Hark knows by name.</summary>
/// <param name="Name">As users type it.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Layout">How it takes its features.</param>
/// <param name="DefaultFrontEnd">The features it is meant for, their rate and clip length included.</param>
/// <param name="Conventions">The habits of the framework that it was published in.</param>
/// <param name="Layers">From the place where a clip's features enter and the number of labels to the logits.</param>
public sealed record ModelDefinition(
    string Name, string Summary, FeatureLayout Layout, FrontEndSettings DefaultFrontEnd, Conventions Conventions, Func<Layer, int, Layer> Layers)
{
    /// <summary>The network, initialised with seed 0.</summary>
    /// <param name="shape">Of a clip's features.</param>
    /// <param name="classes">Labels to tell apart.</param>
    public Network Build(TensorShape shape, int classes)
    {
        Layer input = Layer.Input(shape, Conventions);
        return new Network(input, Layers(input, classes));
    }

    /// <summary>Whether another network can stand beside this one in a committee: they take their features in one way and keep the same habits.</summary>
    public bool Joins(ModelDefinition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Layout == Layout && other.Conventions == Conventions;
    }

    /// <summary>
    /// The model's front end with another kind of features: the lesson's STFT (n_fft 258, hop 64) for magnitude and dB, the field's frames of
    /// 30 ms for log-mel and MFCC.
    /// </summary>
    /// <param name="kind">Null takes the model's own.</param>
    /// <exception cref="HarkException">The network cannot take such features.</exception>
    public FrontEndSettings FrontEnd(FrontEndKind? kind)
    {
        if (kind is null || kind == DefaultFrontEnd.Kind)
        {
            return DefaultFrontEnd;
        }

        if (kind == FrontEndKind.Waveform && Layout != FeatureLayout.Sequence)
        {
            throw new HarkException($"{Name} looks at a picture and cannot take the waveform itself. Choose the front end magnitude, db, logmel or mfcc.");
        }

        return FrontEndSettings.For(kind.Value, Layout, DefaultFrontEnd.SampleRate, DefaultFrontEnd.ClipSamples);
    }
}
