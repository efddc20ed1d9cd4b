using Hark.Kernels;

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

    private sealed class Step(LayerPlan plan) : ClipwiseExecution(plan)
    {
        private readonly int _line = plan.Output.Shape.Width * plan.Output.Shape.Channels;

        public override void ForwardClip(int phase, int part, int clip)
        {
            Span<float> picture = Value(Plan.Inputs[0], clip), row = Value(Plan.Inputs[1], clip), y = Value(Plan.Output, clip);
            for (int at = 0; at < y.Length; at += _line)
            {
                Elementwise.Apply<Sum>(picture.Slice(at, _line), row, y.Slice(at, _line));
            }
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            Span<float> dy = Gradient(Plan.Output, clip);
            if (Plan.Inputs[1].HasGradient)
            {
                Span<float> row = Gradient(Plan.Inputs[1], clip);
                dy[.._line].CopyTo(row);
                for (int at = _line; at < dy.Length; at += _line)
                {
                    Elementwise.Apply<Sum>(dy.Slice(at, _line), row, row);
                }
            }

            if (Plan.Inputs[0].HasGradient)
            {
                dy.CopyTo(Gradient(Plan.Inputs[0], clip));
            }
        }
    }
}
