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

    private sealed class Step(LayerPlan plan, float rate, bool wholeChannels) : LayerExecution
    {
        public override void Forward()
        {
            if (plan.Training)
            {
                Apply(plan.Input.Value, plan.Output.Value);
            }
            else if (plan.Input.Value != plan.Output.Value)
            {
                plan.Input.Value.CopyTo(plan.Output.Value);
            }
        }

        public override void Backward()
        {
            if (plan.Input.HasGradient)
            {
                Apply(plan.Output.Gradient, plan.Input.Gradient);
            }
        }

        private unsafe void Apply(ReadOnlySpan<float> source, Span<float> destination)
        {
            var stream = new SeededRandom(plan.Chance.Seed, plan.Chance.Step, plan.Index);
            fixed (float* from = source, to = destination)
            {
                uint key = (uint)stream.NextUInt64();
                if (wholeChannels)
                {
                    TensorShape shape = plan.Output.Shape;
                    var channels = new ChannelMaskWork(from, to, shape.Length, shape.Channels, key, rate);
                    plan.Pool.Run(plan.Batch, ref channels);
                    return;
                }

                var work = new MaskWork(from, to, source.Length, plan.Pool.Threads, key, rate);
                plan.Pool.Run(plan.Pool.Threads, ref work);
            }
        }
    }

    /// <summary>Keeps element i where hash(key + i), as a number in 0..2³², is at least rate · 2³².</summary>
    private readonly unsafe struct MaskWork(float* source, float* destination, int length, int parts, uint key, float rate) : IParallelWork
    {
        public void Execute(int part)
        {
            uint threshold = (uint)(rate * 4294967296.0);
            float scale = 1 / (1 - rate);
            int i = WorkerPool.SliceStart(length, part, parts);
            int end = WorkerPool.SliceStart(length, part + 1, parts);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<uint> hash = Hash(new Vector<uint>(key + (uint)i) + Vector<uint>.Indices);
                Vector<int> keep = Vector.GreaterThanOrEqual(hash, new Vector<uint>(threshold)).As<uint, int>();
                Vector.ConditionalSelect(keep, Vector.Load(source + i) * scale, Vector<float>.Zero).Store(destination + i);
            }

            for (; i < end; i++)
            {
                destination[i] = Hash(key + (uint)i) >= threshold ? source[i] * scale : 0;
            }
        }

        /// <summary>A bijective 32-bit mixer: xor-shifts and odd multipliers (the finaliser of MurmurHash3).</summary>
        public static uint Hash(uint x)
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

    /// <summary>A part is a clip; channel c of it is kept where hash(key + clip · channels + c) says so.</summary>
    private readonly unsafe struct ChannelMaskWork(float* source, float* destination, int clipLength, int channels, uint key, float rate) : IParallelWork
    {
        public void Execute(int clip)
        {
            uint threshold = (uint)(rate * 4294967296.0);
            float scale = 1 / (1 - rate);
            long start = (long)clip * clipLength;
            for (int c = 0; c < channels; c++)
            {
                float factor = MaskWork.Hash(key + (uint)((clip * channels) + c)) >= threshold ? scale : 0;
                for (long i = start + c; i < start + clipLength; i += channels)
                {
                    destination[i] = source[i] * factor;
                }
            }
        }
    }
}
