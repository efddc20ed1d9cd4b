using Hark.Layers;
using Hark.Tests.Oracle;

namespace Hark.Tests.Layers;

/// <summary>
/// Finite differences of every input and every parameter of a network against its backward pass: with random dy, the derivative of
/// L = Σ dy·y by one number v is (8 (L(v+h) − L(v−h)) − (L(v+2h) − L(v−2h))) / 12h, up to h⁴/30 of the fifth derivative.
/// The difference is taken element by element in double, so outputs that do not depend on v cancel exactly.
/// </summary>
/// <param name="Input">Shape of one clip.</param>
/// <param name="Build">The layers to check.</param>
internal sealed record GradientCheck(TensorShape Input, Func<Layer, Layer> Build)
{
    private const double UnitRoundoff = 1.0 / (1 << 24);
    private const int DySeed = 50, ParameterSeed = 60, OrderSeed = 70, ReportedFailures = 4;

    public int Batch { get; init; } = 2;

    /// <summary>Terms of the longest sum behind one output, times what the layers magnify beyond 1.</summary>
    public double Terms { get; init; } = 1;

    /// <summary>h. Wide by default, which suits functions that are linear in each single number: rounding falls with h.</summary>
    public double Step { get; init; } = 0.25;

    /// <summary>Upper bound of |∂⁵y/∂v⁵|; 0 for functions that are piecewise linear in each single number.</summary>
    public double FifthDerivative { get; init; }

    /// <summary>
    /// Whether y bends where inputs meet or cross zero. h is then a quarter of the way to the next bend of a function of the inputs alone; where a
    /// deeper bend is crossed (h and 2h disagree), the point is left out, which may happen to one point in ten.
    /// </summary>
    public bool Kinks { get; init; }

    /// <summary>One line a gradient that disagrees; empty where backward is right.</summary>
    public IReadOnlyList<string> Failures()
    {
        using var net = new LayerUnderTest(Input, Build, Batch, ParameterSeed);
        (float[] x, double gap) = SpacedInput(net.InputLength);
        float[] dy = SeededNumbers.Values(DySeed, net.OutputLength);
        net.Forward(x);
        float[] dx = net.Backward(dy);
        float[][] dParameters = [.. net.Network.Parameters.Select(p => p.Definition.Trainable ? p.Gradient.ToArray() : [])];

        var failures = new List<string>();
        double h = Kinks ? gap / 8 : Step;
        Compare("dx", dx, (i, move) =>
        {
            float kept = x[i];
            x[i] = (float)(kept + move);
            float[] y = net.Forward(x);
            x[i] = kept;
            return y;
        });
        for (int p = 0; p < dParameters.Length; p++)
        {
            Parameter parameter = net.Network.Parameters[p];
            Compare("d " + parameter.Name, dParameters[p], (i, move) =>
            {
                float kept = parameter.Value[i];
                parameter.Value[i] = (float)(kept + move);
                float[] y = net.Forward(x);
                parameter.Value[i] = kept;
                return y;
            });
        }

        return failures;

        void Compare(string name, float[] gradient, Func<int, double, float[]> moved)
        {
            int wrong = 0, bends = 0;
            for (int i = 0; i < gradient.Length; i++)
            {
                (double near, double reach) = Difference(dy, moved(i, h), moved(i, -h), h);
                (double far, double reachFar) = Difference(dy, moved(i, 2 * h), moved(i, -2 * h), 2 * h);
                double rounding = 2 * UnitRoundoff * Terms * 1.5 / h;
                double tolerance = reachFar * (rounding + (UnitRoundoff * dy.Length) + (FifthDerivative * h * h * h * h / 30));
                if (Kinks && (Math.Abs(near - far) > tolerance || reach != reachFar))
                {
                    bends++;
                    continue;
                }

                double measured = ((4 * near) - far) / 3;
                if (!(Math.Abs(measured - gradient[i]) <= tolerance) && ++wrong <= ReportedFailures)
                {
                    failures.Add($"{name}[{i}]: backward gives {gradient[i]:g7}, differences give {measured:g7} ± {tolerance:g2}");
                }
            }

            if (wrong > ReportedFailures)
            {
                failures.Add($"{name}: {wrong} of {gradient.Length} disagree");
            }

            if (bends > gradient.Length / 10)
            {
                failures.Add($"{name}: {bends} of {gradient.Length} points lie at a bend: take other numbers");
            }
        }
    }

    /// <summary>Σ dy (above − below) / 2h, and Σ |dy| over the outputs that moved.</summary>
    private static (double Slope, double Reach) Difference(float[] dy, float[] above, float[] below, double h)
    {
        double sum = 0, reach = 0;
        for (int j = 0; j < dy.Length; j++)
        {
            double change = (double)above[j] - below[j];
            sum += dy[j] * change;
            reach += change == 0 ? 0 : Math.Abs(dy[j]);
        }

        return (sum / (2 * h), reach);
    }

    /// <summary>In seeded order, numbers of equal distance in [−1, 1], none twice and none zero: no two maxima tie, no ReLU stands at its bend.</summary>
    private static (float[] X, double Gap) SpacedInput(int length)
    {
        double gap = Math.Pow(2, Math.Floor(Math.Log2(2.0 / length)));
        float[] x = new float[length];
        ulong[] keys = [.. Enumerable.Range(0, length).Select(i => SeededNumbers.Bits(OrderSeed, i))];
        int[] order = [.. Enumerable.Range(0, length)];
        Array.Sort(keys, order);
        for (int rank = 0; rank < length; rank++)
        {
            x[order[rank]] = (float)((rank - (length / 2) + 0.5) * gap);
        }

        return (x, gap);
    }
}
