using Hark.Kernels;
using System.Numerics;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>Adds <paramref name="row"/>, which has height 1, to every row of <paramref name="picture"/>: the broadcast residual of BC-ResNet.</summary>
    public static Layer BroadcastAdd(Layer picture, Layer row) => new BroadcastAdd(picture, row);
}

/// <summary>y[h, w, c] = picture[h, w, c] + row[w, c]; d picture = dy, d row[w, c] = Σ over h of dy.</summary>
public sealed class BroadcastAdd : Layer
{
    internal BroadcastAdd(Layer picture, Layer row)
        : base("BroadcastAdd", CheckedShape(picture.OutputShape, row.OutputShape), picture, row)
    {
    }

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan);

    private static TensorShape CheckedShape(TensorShape picture, TensorShape row)
        => picture.Rank == 3 && row == picture.With(1, picture.Width, picture.Channels)
            ? picture
            : throw new ArgumentException($"BroadcastAdd adds [1, width, channels] to [height, width, channels], but got [{row}] and [{picture}].");

    private sealed class Step(LayerPlan plan) : LayerExecution
    {
        public override void Forward() => Run(plan.Inputs[0].Value, plan.Inputs[1].Value, plan.Output.Value, forward: true);

        public override void Backward()
        {
            Span<float> dy = plan.Output.Gradient;
            if (plan.Inputs[1].HasGradient)
            {
                Run(dy, plan.Inputs[1].Gradient, dy, forward: false);
            }

            if (plan.Inputs[0].HasGradient)
            {
                dy.CopyTo(plan.Inputs[0].Gradient);
            }
        }

        private unsafe void Run(Span<float> picture, Span<float> row, Span<float> y, bool forward)
        {
            fixed (float* pPicture = picture, pRow = row, py = y)
            {
                TensorShape shape = plan.Output.Shape;
                var work = new Work(pPicture, pRow, py, shape.Height, shape.Width * shape.Channels, forward);
                plan.Pool.Run(plan.Batch, ref work);
            }
        }
    }

    /// <summary>A part is a clip.</summary>
    private readonly unsafe struct Work(float* picture, float* row, float* y, int height, int length, bool forward) : IParallelWork
    {
        public void Execute(int clip)
        {
            float* one = row + ((long)clip * length);
            long first = (long)clip * height * length;
            if (!forward)
            {
                new Span<float>(one, length).Clear();
            }

            for (int h = 0; h < height; h++)
            {
                float* from = picture + first + ((long)h * length);
                float* to = forward ? y + first + ((long)h * length) : one;
                int i = 0;
                for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
                {
                    (Vector.Load(from + i) + Vector.Load(one + i)).Store(to + i);
                }

                for (; i < length; i++)
                {
                    to[i] = from[i] + one[i];
                }
            }
        }
    }
}
