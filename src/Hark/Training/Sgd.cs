using Hark.Kernels;
using System.Numerics;

namespace Hark.Training;

/// <summary>
/// Gradient descent with momentum as Keras has it: v = momentum · v − lr · g, then w += v, or with Nesterov's look-ahead
/// w += momentum · v − lr · g.
/// </summary>
/// <param name="learningRate">Step size.</param>
/// <param name="momentum">Share of the last step that is kept, 0 ≤ x &lt; 1.</param>
/// <param name="nesterov">Whether to look ahead.</param>
public sealed unsafe class Sgd(float learningRate = 1e-2f, float momentum = 0, bool nesterov = false) : Optimizer(learningRate, "velocity")
{
    protected override void Update(WorkerPool pool, Span<float> weights, ReadOnlySpan<float> gradients)
    {
        fixed (float* w = weights, g = gradients, v = Slot(0))
        {
            var work = new Work(w, g, v, weights.Length, pool.Threads, LearningRate, momentum, nesterov);
            pool.Run(pool.Threads, ref work);
        }
    }

    private readonly struct Work(float* w, float* g, float* v, int length, int parts, float rate, float momentum, bool nesterov) : IParallelWork
    {
        public void Execute(int part)
        {
            int i = WorkerPool.SliceStart(length, part, parts);
            int end = WorkerPool.SliceStart(length, part + 1, parts);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> descent = Vector.Load(g + i) * rate;
                Vector<float> velocity = (Vector.Load(v + i) * momentum) - descent;
                velocity.Store(v + i);
                (Vector.Load(w + i) + (nesterov ? (velocity * momentum) - descent : velocity)).Store(w + i);
            }

            for (; i < end; i++)
            {
                float descent = g[i] * rate;
                v[i] = (v[i] * momentum) - descent;
                w[i] += nesterov ? (v[i] * momentum) - descent : v[i];
            }
        }
    }
}
