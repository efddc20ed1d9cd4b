using Hark.Layers;
using Hark.Tests.Oracle;

namespace Hark.Tests.Layers;

/// <summary>
/// Finite differences of every input and every parameter of a network against its backward pass: with random dy, the derivative of
/// L = Σ dy·y by one number v is (8 (L(v+h) − L(v−h)) − (L(v+2h) − L(v−2h))) / 12h, up to h⁴/30 of the fifth derivative.
/// The difference is taken element by element in double, so outputs that do not depend on v cancel exactly. A check whose tolerance
/// would let a gradient pass that is one per cent off fails too.
/// </summary>
/// <param name="Input">Shape of one clip.</param>
/// <param name="Build">The layers to check.</param>
internal sealed record GradientCheck(TensorShape Input, Func<Layer, Layer> Build)
{
    private const double UnitRoundoff = 1.0 / (1 << 24);
    private const double SmallestFault = 0.01;
    private const int DySeed = 50, ParameterSeed = 60, OrderSeed = 70, ReportedFailures = 4;

    public int Batch { get; init; } = 2;

    /// <summary>Terms of the longest sum behind one output, times what the layers magnify beyond 1.</summary>
    public double Terms { get; init; } = 1;

    /// <summary>h. By default 1/4, for functions that are linear in each single number (rounding falls with h), with kinks 1/1024.</summary>
    public double? Step { get; init; }

    /// <summary>Upper bound of |∂⁵y/∂v⁵|; 0 for functions that are piecewise linear in each single number.</summary>
    public double FifthDerivative { get; init; }

    /// <summary>
    /// Whether y bends (maxima, ReLU). Parameters are then multiples of 1/16, so that with the inputs' grid sums of a layer or two are
    /// exact, and a point where any output bends within 2h is left out, which may happen to one point in ten.
    /// </summary>
    public bool Kinks { get; init; }

    /// <summary>One line a gradient that disagrees; empty where backward is right.</summary>
    public IReadOnlyList<string> Failures()
    {
        using var net = new LayerUnderTest(Input, Build, Batch, ParameterSeed, threads: 1);
        float[] x = SpacedInput(net.InputLength);
        float[] dy = SeededNumbers.Values(DySeed, net.OutputLength);
        if (Kinks)
        {
            Coarsen(net.Network);
        }

        float[] y = net.Forward(x);
        float[] dx = net.Backward(dy);
        float[][] dParameters = [.. net.Network.Parameters.Select(p => p.Definition.Trainable ? p.Gradient.ToArray() : [])];

        var failures = new List<string>();
        double h = Step ?? (Kinks ? 1.0 / 1024 : 0.25);
        double rounding = 2 * UnitRoundoff * Terms;
        double wholeReach = dy.Sum(Math.Abs);
        Compare("dx", dx, (i, move) =>
        {
            float kept = x[i];
            x[i] = (float)(kept + move);
            float[] moved = net.Forward(x);
            x[i] = kept;
            return moved;
        });
        for (int p = 0; p < dParameters.Length; p++)
        {
            Parameter parameter = net.Network.Parameters[p];
            Compare("d " + parameter.Name, dParameters[p], (i, move) =>
            {
                float kept = parameter.Value[i];
                parameter.Value[i] = (float)(kept + move);
                float[] moved = net.Forward(x);
                parameter.Value[i] = kept;
                return moved;
            });
        }

        return failures;

        void Compare(string name, float[] gradient, Func<int, double, float[]> moved)
        {
            int wrong = 0, bends = 0, sharp = 0, zero = 0;
            for (int i = 0; i < gradient.Length; i++)
            {
                float[] above = moved(i, 2 * h), below = moved(i, -2 * h);
                if (Kinks && Bends(y, above, below))
                {
                    bends++;
                    continue;
                }

                double near = Slope(dy, moved(i, h), moved(i, -h), h);
                double far = Slope(dy, above, below, 2 * h);
                double truncation = FifthDerivative * h * h * h * h / 30;
                double tolerance = (Reach(dy, above, below) * ((rounding * 1.5 / h) + truncation)) + (wholeReach * rounding);
                sharp += tolerance < Math.Abs(gradient[i]) * SmallestFault ? 1 : 0;
                zero += Math.Abs(gradient[i]) <= wholeReach * rounding ? 1 : 0;
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

            if (sharp == 0 && zero < gradient.Length)
            {
                failures.Add($"{name}: the tolerance is too wide for any element to show a fault of {SmallestFault:p0}");
            }

            if (bends > gradient.Length / 10)
            {
                failures.Add($"{name}: {bends} of {gradient.Length} points lie at a bend: take other numbers");
            }
        }
    }

    /// <summary>Σ dy (above − below) / 2h.</summary>
    private static double Slope(float[] dy, float[] above, float[] below, double h)
    {
        double sum = 0;
        for (int j = 0; j < dy.Length; j++)
        {
            sum += dy[j] * ((double)above[j] - below[j]);
        }

        return sum / (2 * h);
    }

    /// <summary>Σ |dy| over the outputs that moved.</summary>
    private static double Reach(float[] dy, float[] above, float[] below)
    {
        double sum = 0;
        for (int j = 0; j < dy.Length; j++)
        {
            sum += above[j] == below[j] ? 0 : Math.Abs(dy[j]);
        }

        return sum;
    }

    /// <summary>Whether an output leaves its straight line, or, where it is curved anyway, passes from zero to another value.</summary>
    private bool Bends(float[] middle, float[] above, float[] below)
    {
        double rounding = 4 * UnitRoundoff * Terms * Math.Max(1, middle.Max(Math.Abs));
        for (int j = 0; j < middle.Length; j++)
        {
            bool bends = FifthDerivative == 0
                ? Math.Abs((double)above[j] - (2.0 * middle[j]) + below[j]) > rounding
                : (above[j] == 0) != (middle[j] == 0) || (below[j] == 0) != (middle[j] == 0);
            if (bends)
            {
                return true;
            }
        }

        return false;
    }

    private static void Coarsen(Network network)
    {
        foreach (ref float value in network.TrainableValues)
        {
            value = MathF.Round(value * 16) / 16;
        }
    }

    /// <summary>In seeded order, numbers of equal distance in [−1, 1], none twice and none zero: no two maxima tie, no ReLU stands at its bend.</summary>
    private static float[] SpacedInput(int length)
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

        return x;
    }
}
