using Hark.Kernels;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>Channels of all inputs side by side.</summary>
    public static Layer Concat(params ReadOnlySpan<Layer> inputs) => new Concat(inputs);
}

/// <summary>[..., c0], [..., c1], ... to [..., c0 + c1 + ...]: Keras's Concatenate on the last axis.</summary>
public sealed class Concat : Layer
{
    internal Concat(ReadOnlySpan<Layer> inputs)
        : base("Concatenate", JoinedShape(inputs), inputs)
    {
    }

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan);

    private static TensorShape JoinedShape(ReadOnlySpan<Layer> inputs)
    {
        if (inputs.Length < 2)
        {
            throw new ArgumentException($"Concat joins at least two inputs; given {inputs.Length}.");
        }

        TensorShape first = inputs[0].OutputShape;
        int channels = 0;
        foreach (Layer input in inputs)
        {
            TensorShape shape = input.OutputShape;
            if (shape.Rank != first.Rank || shape.Height != first.Height || shape.Width != first.Width)
            {
                throw new ArgumentException($"Concat joins channels: all other dimensions must be equal, but [{first}] and [{shape}] differ.");
            }

            channels += shape.Channels;
        }

        return first.With(first.Height, first.Width, channels);
    }

    private sealed class Step(LayerPlan plan) : LayerExecution
    {
        public override void Forward() => Copy(join: true);

        public override void Backward() => Copy(join: false);

        private unsafe void Copy(bool join)
        {
            int channels = plan.Output.Shape.Channels;
            int at = 0;
            foreach (Tensor input in plan.Inputs)
            {
                int own = input.Shape.Channels;
                if (join || input.HasGradient)
                {
                    fixed (float* part = join ? input.Value : input.Gradient, whole = join ? plan.Output.Value : plan.Output.Gradient)
                    {
                        int rows = input.Length / own;
                        var work = new CopyColumns(part, own, whole + at, channels, rows, Math.Min(plan.Pool.Threads, rows), join);
                        plan.Pool.Run(Math.Min(plan.Pool.Threads, rows), ref work);
                    }
                }

                at += own;
            }
        }
    }

    /// <summary>Between a matrix of narrow rows and its columns within one of wide rows.</summary>
    private readonly unsafe struct CopyColumns(float* part, int partWidth, float* whole, int wholeWidth, int rows, int parts, bool join) : IParallelWork
    {
        public void Execute(int slice)
        {
            int end = (int)((long)rows * (slice + 1) / parts);
            for (int row = (int)((long)rows * slice / parts); row < end; row++)
            {
                var narrow = new Span<float>(part + ((long)row * partWidth), partWidth);
                var wide = new Span<float>(whole + ((long)row * wholeWidth), partWidth);
                if (join)
                {
                    narrow.CopyTo(wide);
                }
                else
                {
                    wide.CopyTo(narrow);
                }
            }
        }
    }
}
