using Hark.Kernels;
using System.Numerics;

namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>
    /// Adds <paramref name="row"/>, which has height 1, to every row of <paramref name="picture"/>, and <paramref name="residual"/>, if given, to
    /// the whole: the broadcast residual of BC-ResNet.
    /// </summary>
    public static Layer BroadcastAdd(Layer picture, Layer row, Layer? residual = null) => residual is null ? new BroadcastAdd(picture, row) : new BroadcastAdd(picture, row, residual);
}

/// <summary>
/// y[h, w, c] = picture[h, w, c] + row[w, c] (+ residual[h, w, c]); d picture = d residual = dy, d row[w, c] = Σ over h of dy.
/// </summary>
public sealed class BroadcastAdd : Layer
{
    internal BroadcastAdd(Layer picture, Layer row)
        : base("BroadcastAdd", CheckedShape(picture.OutputShape, row.OutputShape), picture, row)
    {
    }

    internal BroadcastAdd(Layer picture, Layer row, Layer residual)
        : base("BroadcastAdd", CheckedShape(picture.OutputShape, row.OutputShape), picture, row, residual)
    {
        if (residual.OutputShape != picture.OutputShape)
        {
            throw new ArgumentException($"BroadcastAdd adds a residual of the picture's shape, but got [{residual.OutputShape}] and [{picture.OutputShape}].");
        }
    }

    public override bool CanFuseReLU => true;

    internal override int? InPlaceGradient => 2;

    public override LayerExecution Plan(LayerPlan plan) => new Step(plan);

    private static TensorShape CheckedShape(TensorShape picture, TensorShape row)
        => picture.Rank == 3 && row == picture.With(1, picture.Width, picture.Channels)
            ? picture
            : throw new ArgumentException($"BroadcastAdd adds [1, width, channels] to [height, width, channels], but got [{row}] and [{picture}].");

    private sealed unsafe class Step(LayerPlan plan) : ClipwiseExecution(plan)
    {
        private readonly int _line = plan.Output.Shape.Width * plan.Output.Shape.Channels;
        private readonly int _height = plan.Output.Shape.Height;

        public override void ForwardClip(int phase, int part, int clip)
        {
            float* picture = ValueOf(Plan.Inputs[0], clip), row = ValueOf(Plan.Inputs[1], clip), y = ValueOf(Plan.Output, clip);
            float* residual = Plan.Inputs.Length > 2 ? ValueOf(Plan.Inputs[2], clip) : null;
            for (int h = 0; h < _height; h++, picture += _line, y += _line)
            {
                Sum(picture, row, residual, y);
                residual = residual == null ? null : residual + _line;
            }
        }

        public override void BackwardClip(int phase, int part, int clip)
        {
            float* dy = GradientOf(Plan.Output, clip), y = Plan.FuseReLU ? ValueOf(Plan.Output, clip) : null;
            float* picture = Gradient(0, clip), row = Gradient(1, clip), residual = Gradient(2, clip);
            if (row != null)
            {
                new Span<float>(row, _line).Clear();
            }

            for (int h = 0; h < _height; h++, dy += _line)
            {
                Spread(dy, y, picture, row, residual);
                y = y == null ? null : y + _line;
                picture = picture == null ? null : picture + _line;
                residual = residual == null ? null : residual + _line;
            }
        }

        private float* Gradient(int input, int clip)
            => input < Plan.Inputs.Length && Plan.Inputs[input].HasGradient ? GradientOf(Plan.Inputs[input], clip) : null;

        private void Sum(float* picture, float* row, float* residual, float* y)
        {
            var least = new Vector<float>(Plan.FuseReLU ? 0 : float.NegativeInfinity);
            int i = 0;
            for (; i <= _line - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> sum = Vector.Load(picture + i) + Vector.Load(row + i);
                sum = residual == null ? sum : sum + Vector.Load(residual + i);
                Vector.Max(sum, least).Store(y + i);
            }

            for (; i < _line; i++)
            {
                y[i] = MathF.Max(picture[i] + row[i] + (residual == null ? 0 : residual[i]), least[0]);
            }
        }

        /// <summary>One line of dy, cleared where y is not positive, to all who want it.</summary>
        private void Spread(float* dy, float* y, float* picture, float* row, float* residual)
        {
            int i = 0;
            for (; i <= _line - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> d = Vector.Load(dy + i);
                d = y == null ? d : MaskPositive.Invoke(d, Vector.Load(y + i));
                if (picture != null)
                {
                    d.Store(picture + i);
                }

                if (residual != null)
                {
                    d.Store(residual + i);
                }

                if (row != null)
                {
                    (Vector.Load(row + i) + d).Store(row + i);
                }
            }

            for (; i < _line; i++)
            {
                float d = y == null ? dy[i] : MaskPositive.Invoke(dy[i], y[i]);
                if (picture != null)
                {
                    picture[i] = d;
                }

                if (residual != null)
                {
                    residual[i] = d;
                }

                if (row != null)
                {
                    row[i] += d;
                }
            }
        }
    }
}
