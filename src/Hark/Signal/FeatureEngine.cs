using System.Numerics;
using System.Runtime.Intrinsics;

namespace Hark.Signal;

/// <summary>Features of frames, several at once: one frame a lane, from the samples to the last row without leaving the cache.</summary>
internal abstract class FeatureEngine
{
    protected FeatureEngine(FeatureOptions options) => Options = options;

    public FeatureOptions Options { get; }

    /// <summary>Set where the features are made of mel bands.</summary>
    public abstract MelFilterBank? MelFilterBank { get; }

    /// <summary>The widest engine that the processor runs.</summary>
    public static FeatureEngine Create(FeatureOptions options)
    {
        options.Validate();
        return Vector512.IsHardwareAccelerated ? new FeatureEngine<FloatLanes16, Vector512<float>>(options)
            : Vector256.IsHardwareAccelerated ? new FeatureEngine<FloatLanes8, Vector256<float>>(options)
            : new FeatureEngine<FloatLanes4, Vector128<float>>(options);
    }

    /// <summary>Features of all frames.</summary>
    /// <param name="samples">At least 1 finite sample.</param>
    /// <param name="frames">As <see cref="StftOptions.Frames"/> counts them.</param>
    /// <param name="destination">[rows, frames], overwritten.</param>
    public void Extract(ReadOnlySpan<float> samples, int frames, Span<float> destination)
        => Extract(samples, 0, frames, destination);

    /// <summary>Some of the frames; the options must not need the whole sound where these are not all.</summary>
    /// <param name="samples">The whole sound: at least 1 finite sample.</param>
    /// <param name="firstFrame">The first frame wanted.</param>
    /// <param name="frames">Their number.</param>
    /// <param name="destination">[rows, frames], overwritten.</param>
    public void Extract(ReadOnlySpan<float> samples, int firstFrame, int frames, Span<float> destination)
    {
        Compute(samples, firstFrame, frames, destination);
        GC.KeepAlive(this);
    }

    protected abstract void Compute(ReadOnlySpan<float> samples, int firstFrame, int frames, Span<float> destination);

    /// <summary>Brings decibels to the sound's own reference and range.</summary>
    public static void Settle(Span<float> decibels, FeatureOptions options)
    {
        float largest = float.NegativeInfinity;
        int lanes = Vector<float>.Count;
        int i = 0;
        if (decibels.Length >= lanes)
        {
            var most = new Vector<float>(decibels);
            for (i = lanes; i <= decibels.Length - lanes; i += lanes)
            {
                most = Vector.Max(most, new Vector<float>(decibels[i..]));
            }

            for (int lane = 0; lane < lanes; lane++)
            {
                largest = Math.Max(largest, most[lane]);
            }
        }

        for (; i < decibels.Length; i++)
        {
            largest = Math.Max(largest, decibels[i]);
        }

        float zero = options.Reference is null ? largest : 0;
        float floor = options.TopDb is { } range ? (float)(largest - zero - range) : float.NegativeInfinity;
        for (i = 0; i <= decibels.Length - lanes; i += lanes)
        {
            Span<float> here = decibels[i..];
            Vector.Max(new Vector<float>(here) - new Vector<float>(zero), new Vector<float>(floor)).CopyTo(here);
        }

        for (; i < decibels.Length; i++)
        {
            decibels[i] = Math.Max(decibels[i] - zero, floor);
        }
    }
}
