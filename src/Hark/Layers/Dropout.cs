using Hark.Kernels;
using System.Numerics;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>In training, zeroes each number with probability <paramref name="rate"/>; nothing at inference.</summary>
    public Layer Dropout(float rate) => new Dropout(this, rate, wholeChannels: false);

    /// <summary>In training, zeroes each channel of each clip, whole, with probability <paramref name="rate"/>: Keras's SpatialDropout, PyTorch's Dropout2d.</summary>
    public Layer ChannelDropout(float rate) => new Dropout(this, rate, wholeChannels: true);
}

/// <summary>
/// Inverted dropout: y = x / (1 − rate) with probability 1 − rate, else 0. The mask is a function of (seed, step, layer, element), so backward
/// makes it again instead of keeping it, and a resumed run draws the same.
/// </summary>
public sealed class Dropout : Layer
{
    private readonly bool _wholeChannels;

    internal Dropout(Layer input, float rate, bool wholeChannels)
        : base(wholeChannels ? "SpatialDropout" : "Dropout", input.OutputShape, input)
    {
        _wholeChannels = wholeChannels;
        Rate = rate;
    }

    /// <summary>The share of numbers to drop, 0 ≤ rate &lt; 1. A change holds for executions that are planned after it.</summary>
    public float Rate
    {
        get;
        set
        {
            if (!(value >= 0 && value < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(Rate), value, "The share of numbers to drop must be at least 0 and below 1.");
            }

            field = value;
        }
    }

    public override bool CanRunInPlace => true;

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan, Rate, _wholeChannels);

    private sealed class Step(LayerPlan plan, float rate, bool wholeChannels) : ClipwiseExecution(plan)
    {
        private readonly float _scale = 1 / (1 - rate);
        private readonly uint _threshold = (uint)(rate * 4294967296.0);
        private uint _key;

        public override void BeginForward(int phase) => TakeKey();

        public override void BeginBackward(int phase) => TakeKey();

        public override void ForwardClip(int phase, int part, int clip)
        {
            Span<float> x = Value(Plan.Input, clip), y = Value(Plan.Output, clip);
            if (Plan.Training)
            {
                Apply(clip, x, y);
            }
            else if (x != y)
            {
                x.CopyTo(y);
            }
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            if (Plan.Input.HasGradient)
            {
                Apply(clip, Gradient(Plan.Output, clip), Gradient(Plan.Input, clip));
            }
        }

        private void TakeKey() => _key = (uint)new SeededRandom(Plan.Chance.Seed, Plan.Chance.Step, Plan.Index).NextUInt64();

        private unsafe void Apply(int clip, ReadOnlySpan<float> source, Span<float> destination)
        {
            TensorShape shape = Plan.Output.Shape;
            fixed (float* from = source, to = destination)
            {
                if (wholeChannels)
                {
                    MaskChannels(from, to, shape.Length, shape.Channels, _key + (uint)(clip * shape.Channels));
                }
                else
                {
                    Mask(from, to, shape.Length, _key + (uint)(clip * shape.Length));
                }
            }
        }

        /// <summary>Keeps element i where hash(key + i), as a number in 0..2³², is at least rate · 2³².</summary>
        private unsafe void Mask(float* source, float* destination, int length, uint key)
        {
            int i = 0;
            for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<uint> hash = Hash(new Vector<uint>(key + (uint)i) + Vector<uint>.Indices);
                Vector<int> keep = Vector.GreaterThanOrEqual(hash, new Vector<uint>(_threshold)).As<uint, int>();
                Vector.ConditionalSelect(keep, Vector.Load(source + i) * _scale, Vector<float>.Zero).Store(destination + i);
            }

            for (; i < length; i++)
            {
                destination[i] = Hash(key + (uint)i) >= _threshold ? source[i] * _scale : 0;
            }
        }

        /// <summary>Keeps channel c where hash(key + c) says so.</summary>
        private unsafe void MaskChannels(float* source, float* destination, int length, int channels, uint key)
        {
            // The channels' factors stand side by side several times, so that few channels too fill vectors.
            const int Room = 256;
            Span<float> factors = stackalloc float[Room];
            int group = Math.Min(channels, Room), repeats = group < channels ? 1 : Room / channels;
            for (int first = 0; first < channels; first += group)
            {
                int some = Math.Min(group, channels - first);
                for (int c = 0; c < some; c++)
                {
                    factors[c] = Hash(key + (uint)(first + c)) >= _threshold ? _scale : 0;
                }

                for (int repeat = 1; repeat < repeats; repeat++)
                {
                    factors[..some].CopyTo(factors[(repeat * some)..]);
                }

                for (int at = first; at < length; at += channels * repeats)
                {
                    int count = repeats == 1 ? some : Math.Min(some * repeats, length - at);
                    Elementwise.Apply<Product>(new(source + at, count), factors[..count], new(destination + at, count));
                }
            }
        }

        /// <summary>A bijective 32-bit mixer: xor-shifts and odd multipliers (the finaliser of MurmurHash3).</summary>
        private static uint Hash(uint x)
        {
            x = (x ^ (x >> 16)) * 0x85EBCA6B;
            x = (x ^ (x >> 13)) * 0xC2B2AE35;
            return x ^ (x >> 16);
        }

        private static Vector<uint> Hash(Vector<uint> x)
        {
            x = (x ^ (x >> 16)) * new Vector<uint>(0x85EBCA6B);
            x = (x ^ (x >> 13)) * new Vector<uint>(0xC2B2AE35);
            return x ^ (x >> 16);
        }
    }

    private readonly struct Product : IElementwise
    {
        public static float Invoke(float a, float b) => a * b;

        public static Vector<float> Invoke(Vector<float> a, Vector<float> b) => a * b;
    }
}
