using Hark.Kernels;
using System.Numerics;

namespace Hark.Training;

/// <summary>
/// Adam as Keras has it: m = β1 m + (1 − β1) g, v = β2 v + (1 − β2) g², w −= α m / (√v + ε) with α = lr √(1 − β2ᵗ) / (1 − β1ᵗ). The ε stands beside
/// the uncorrected √v (the paper's "epsilon hat", Kingma and Ba 2015, section 2).
/// </summary>
/// <param name="learningRate">Keras's default is 1e-3; the lesson takes 1e-4.</param>
/// <param name="beta1">Decay of the mean gradient.</param>
/// <param name="beta2">Decay of the mean square.</param>
/// <param name="epsilon">Keeps the step finite.</param>
public sealed unsafe class Adam(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-7f)
    : Optimizer(learningRate, "m", "v")
{
    protected override void Update(WorkerPool pool, Span<float> weights, ReadOnlySpan<float> gradients)
    {
        float rate = (float)(LearningRate * Math.Sqrt(1 - Math.Pow(beta2, Steps)) / (1 - Math.Pow(beta1, Steps)));
        fixed (float* w = weights, g = gradients, m = Slot(0), v = Slot(1))
        {
            var work = new Work(w, g, m, v, weights.Length, pool.Threads, rate, beta1, beta2, epsilon);
            pool.Run(pool.Threads, ref work);
        }
    }

    private readonly struct Work(float* w, float* g, float* m, float* v, int length, int parts, float rate, float beta1, float beta2, float epsilon) : IParallelWork
    {
        public void Execute(int part)
        {
            int i = WorkerPool.SliceStart(length, part, parts);
            int end = WorkerPool.SliceStart(length, part + 1, parts);
            Vector<float> newShare1 = new(1 - beta1), newShare2 = new(1 - beta2), small = new(epsilon);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> gradient = Vector.Load(g + i);
                Vector<float> mean = (Vector.Load(m + i) * beta1) + (gradient * newShare1);
                Vector<float> square = (Vector.Load(v + i) * beta2) + (gradient * gradient * newShare2);
                mean.Store(m + i);
                square.Store(v + i);
                (Vector.Load(w + i) - (mean * rate / (Vector.SquareRoot(square) + small))).Store(w + i);
            }

            for (; i < end; i++)
            {
                m[i] = (m[i] * beta1) + (g[i] * (1 - beta1));
                v[i] = (v[i] * beta2) + (g[i] * g[i] * (1 - beta2));
                w[i] -= m[i] * rate / (MathF.Sqrt(v[i]) + epsilon);
            }
        }
    }
}
