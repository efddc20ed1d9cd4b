using Hark.Kernels;
using System.Numerics;

namespace Hark.Training;

/// <summary>What momentum remembers; the two differ only where the learning rate changes between steps.</summary>
public enum MomentumForm
{
    /// <summary>Keras: past steps, v = momentum · v − lr · g, w += v.</summary>
    Steps,

    /// <summary>PyTorch: past gradients, v = momentum · v + g, w −= lr · v.</summary>
    Gradients,
}

/// <summary>
/// Gradient descent with momentum: v = momentum · v − lr · g, then w += v, or with Nesterov's look-ahead w += momentum · v − lr · g. Weight decay
/// adds weightDecay · w to the gradient first, as PyTorch's does.
/// </summary>
/// <param name="learningRate">Step size.</param>
/// <param name="momentum">Share of the last step that is kept, 0 ≤ x &lt; 1.</param>
/// <param name="nesterov">Whether to look ahead.</param>
/// <param name="weightDecay">Of every trainable weight, 0 or more.</param>
/// <param name="form">Keras's unless given.</param>
public sealed unsafe class Sgd(float learningRate = 1e-2f, float momentum = 0, bool nesterov = false, float weightDecay = 0, MomentumForm form = MomentumForm.Steps)
    : Optimizer(learningRate, "velocity")
{
    protected override void Update(WorkerPool pool, Span<float> weights, ReadOnlySpan<float> gradients)
    {
        // The rate scales what enters the velocity, or what leaves it.
        bool steps = form == MomentumForm.Steps;
        fixed (float* w = weights, g = gradients, v = Slot(0))
        {
            var work = new Work(w, g, v, weights.Length, pool.Threads, new Rates(steps ? LearningRate : 1, steps ? 1 : LearningRate, momentum, weightDecay, nesterov));
            pool.Run(pool.Threads, ref work);
        }
    }

    private readonly record struct Rates(float In, float Out, float Momentum, float Decay, bool Nesterov);

    private readonly struct Work(float* w, float* g, float* v, int length, int parts, Rates rates) : IParallelWork
    {
        public void Execute(int part)
        {
            int i = WorkerPool.SliceStart(length, part, parts);
            int end = WorkerPool.SliceStart(length, part + 1, parts);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> weight = Vector.Load(w + i);
                Vector<float> descent = (Vector.Load(g + i) + (weight * rates.Decay)) * rates.In;
                Vector<float> velocity = (Vector.Load(v + i) * rates.Momentum) - descent;
                velocity.Store(v + i);
                (weight + ((rates.Nesterov ? (velocity * rates.Momentum) - descent : velocity) * rates.Out)).Store(w + i);
            }

            for (; i < end; i++)
            {
                float descent = (g[i] + (w[i] * rates.Decay)) * rates.In;
                v[i] = (v[i] * rates.Momentum) - descent;
                w[i] += (rates.Nesterov ? (v[i] * rates.Momentum) - descent : v[i]) * rates.Out;
            }
        }
    }
}
