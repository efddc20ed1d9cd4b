using Hark.Kernels;
using Hark.Layers;
using System.Numerics;

namespace Hark.Training;

/// <summary>
/// An average of a network's parameters over its training, recent steps counting most: after each step a += (1 − d) (w − a), running statistics
/// included. What wavers from step to step averages out, so it often hears better than the weights of any one step (Polyak and Juditsky 1992).
/// </summary>
/// <param name="decay">Share of the average that a step leaves, 0 ≤ x &lt; 1; while t steps are few, d = min(decay, (1 + t) / (10 + t)).</param>
public sealed unsafe class WeightAverage(float decay) : IDisposable
{
    private AlignedBuffer? _values;

    /// <summary>The average: [parameters of the network], in their order; empty before training.</summary>
    public Span<float> Values => _values is null ? [] : _values.Span;

    public void Dispose() => _values?.Dispose();

    /// <summary>Begins with the network's parameters as they are, unless it has begun.</summary>
    internal void Prepare(Network network)
    {
        if (_values is null)
        {
            _values = new AlignedBuffer(network.ParameterCount);
            network.Values.CopyTo(_values.Span);
        }
    }

    /// <param name="pool">Shares the work.</param>
    /// <param name="weights">After the step.</param>
    /// <param name="step">Steps done before it.</param>
    internal void Add(WorkerPool pool, Span<float> weights, long step)
    {
        float share = 1 - Math.Min(decay, (1f + step) / (10f + step));
        fixed (float* w = weights, a = _values!.Span)
        {
            var work = new Work(w, a, weights.Length, pool.Threads, share);
            pool.Run(pool.Threads, ref work);
        }
    }

    /// <summary>Puts the average into the network and the network's own parameters here; the same again puts them back.</summary>
    internal void SwapWith(Network network)
    {
        Span<float> own = network.Values, average = _values!.Span;
        for (int i = 0; i < own.Length; i++)
        {
            (own[i], average[i]) = (average[i], own[i]);
        }
    }

    private readonly struct Work(float* w, float* a, int length, int parts, float share) : IParallelWork
    {
        public void Execute(int part)
        {
            int i = WorkerPool.SliceStart(length, part, parts);
            int end = WorkerPool.SliceStart(length, part + 1, parts);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> average = Vector.Load(a + i);
                (average + ((Vector.Load(w + i) - average) * share)).Store(a + i);
            }

            for (; i < end; i++)
            {
                a[i] += (w[i] - a[i]) * share;
            }
        }
    }
}
