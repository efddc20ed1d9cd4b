using Hark.Kernels;
using System.Numerics;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>In training, zeroes each number with probability <paramref name="rate"/>; nothing at inference.</summary>
    public Layer Dropout(float rate) => new Dropout(this, rate);
}

/// <summary>
/// Inverted dropout: y = x / (1 − rate) with probability 1 − rate, else 0. The mask is a function of (seed, step, layer, element), so backward
/// makes it again instead of keeping it, and a resumed run draws the same.
/// </summary>
public sealed class Dropout : Layer
{
    internal Dropout(Layer input, float rate)
        : base("Dropout", input.OutputShape, input)
    {
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

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan, Rate);

    private sealed class Step(LayerPlan plan, float rate) : LayerExecution
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
                var work = new MaskWork(from, to, source.Length, plan.Pool.Threads, (uint)stream.NextUInt64(), rate);
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
}
