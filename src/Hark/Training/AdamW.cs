using Hark.Kernels;
using System.Numerics;

namespace Hark.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019) as PyTorch has it: w −= lr · weightDecay · w; m = β1 m + (1 − β1) g, v = β2 v + (1 − β2) g²,
/// w −= lr m̂ / (√v̂ + ε) with m̂ = m / (1 − β1ᵗ), v̂ = v / (1 − β2ᵗ).
/// </summary>
/// <param name="learningRate">PyTorch's default is 1e-3.</param>
/// <param name="weightDecay">Of every trainable weight, 0 or more.</param>
/// <param name="beta1">Decay of the mean gradient.</param>
/// <param name="beta2">Decay of the mean square.</param>
/// <param name="epsilon">Keeps the step finite; beside the corrected √v̂, unlike in <see cref="Adam"/>.</param>
public sealed unsafe class AdamW(float learningRate = 1e-3f, float weightDecay = 1e-2f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
    : Optimizer(learningRate, "m", "v")
{
    protected override void Update(WorkerPool pool, Span<float> weights, ReadOnlySpan<float> gradients)
    {
        // lr m̂ / (√v̂ + ε) = rate · m / (√v + ε √(1 − β2ᵗ)).
        double root = Math.Sqrt(1 - Math.Pow(beta2, Steps));
        float rate = (float)(LearningRate * root / (1 - Math.Pow(beta1, Steps)));
        fixed (float* w = weights, g = gradients, m = Slot(0), v = Slot(1))
        {
            var work = new Work(w, g, m, v, weights.Length, pool.Threads, new Numbers(rate, 1 - (LearningRate * weightDecay), beta1, beta2, (float)(epsilon * root)));
            pool.Run(pool.Threads, ref work);
        }
    }

    private readonly record struct Numbers(float Rate, float Kept, float Beta1, float Beta2, float Epsilon);

    private readonly struct Work(float* w, float* g, float* m, float* v, int length, int parts, Numbers numbers) : IParallelWork
    {
        public void Execute(int part)
        {
            int i = WorkerPool.SliceStart(length, part, parts);
            int end = WorkerPool.SliceStart(length, part + 1, parts);
            Vector<float> newShare1 = new(1 - numbers.Beta1), newShare2 = new(1 - numbers.Beta2), small = new(numbers.Epsilon);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> gradient = Vector.Load(g + i);
                Vector<float> mean = (Vector.Load(m + i) * numbers.Beta1) + (gradient * newShare1);
                Vector<float> square = (Vector.Load(v + i) * numbers.Beta2) + (gradient * gradient * newShare2);
                mean.Store(m + i);
                square.Store(v + i);
                ((Vector.Load(w + i) * numbers.Kept) - (mean * numbers.Rate / (Vector.SquareRoot(square) + small))).Store(w + i);
            }

            for (; i < end; i++)
            {
                m[i] = (m[i] * numbers.Beta1) + (g[i] * (1 - numbers.Beta1));
                v[i] = (v[i] * numbers.Beta2) + (g[i] * g[i] * (1 - numbers.Beta2));
                w[i] = (w[i] * numbers.Kept) - (m[i] * numbers.Rate / (MathF.Sqrt(v[i]) + numbers.Epsilon));
            }
        }
    }
}
