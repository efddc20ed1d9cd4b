using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Tests.Oracle;
using Hark.Training;

namespace Hark.Tests.Models;

/// <summary>
/// The lesson's models against PyTorch in float64: logits, loss, running statistics, every gradient, and the loss curve of Adam.
/// </summary>
public class ModelGoldenTests(ITestOutputHelper output)
{
    /// <summary>A stray is the largest of a few draws of the rounding model; three times that is what float32 may differ.</summary>
    private const double Margin = 3;

    /// <summary>
    /// The share of a gradient's norm that the tolerance must stay below, so that no larger fault hides. A few of ten million ReLUs fall on
    /// their other side in float32, which turns some gradients by a per cent; the layers' own tests see less.
    /// </summary>
    private const double SmallestFault = 0.05;

    /// <summary>A gradient that is zero but for the rounding of double.</summary>
    private const double Zero = 1e-12;

    private readonly List<string> _failures = [];
    private (double Ratio, string What) _worst;

    [Theory]
    [InlineData("spectrogram-conv", 10)]
    [InlineData("wave-conv", 2)]
    [InlineData("wave-skip", 2)]
    public void Logits_loss_every_gradient_and_the_curve_of_Adam_agree_with_PyTorch(string name, int reducedSteps)
    {
        ModelGolden golden = ModelGolden.Load(name);
        TensorShape shape = golden.Input.Length == 2 ? TensorShape.Of(golden.Input[0], golden.Input[1]) : TensorShape.Of(golden.Input[0], golden.Input[1], golden.Input[2]);
        using Network network = ModelCatalog.Get(name).Build(shape, 12);
        foreach (Dropout dropout in network.Layers.OfType<Dropout>())
        {
            dropout.Rate = 0;
        }

        Parameter[] trained = [.. network.Parameters.Where(p => p.Definition.Trainable)];
        Assert.Equal(golden.TrainableParameters, network.TrainableCount);
        Assert.Equal(golden.Parameters.Select(p => p.Shape), trained.Select(p => p.Definition.Shape));
        for (int p = 0; p < trained.Length; p++)
        {
            (double scale, double offset) = Start(trained[p].Definition);
            SeededNumbers.Fill(ModelGolden.ParameterSeed + p, trained[p].Value, scale, offset);
        }

        using var pool = new WorkerPool();
        using var training = new Execution(network, golden.Batch, training: true, pool);
        float loss = Pass(training, golden);
        Compare("logits", golden.Logits, training.Output.Value);
        Compare("loss", golden.Loss, [loss]);
        CompareInference(golden, network, pool);

        training.Backward();
        for (int p = 0; p < trained.Length; p++)
        {
            GoldenGradient gradient = golden.Parameters[p];
            CompareGradient(gradient.Norm < Zero ? WithCancellation(gradient, golden) : gradient, p, trained[p].Gradient);
        }

        using var adam = new Adam(1e-4f);
        int steps = TestScale.Count(reducedSteps, golden.LossCurve.Values.Length - 1);
        for (int step = 1; step <= steps; step++)
        {
            adam.Step(pool, network.TrainableValues, network.Gradients);
            loss = Pass(training, golden);
            Compare($"loss after step {step}", golden.LossCurve.Values[step], loss, golden.LossCurve.Strays[step]);
            if (step < steps)
            {
                training.Backward();
            }
        }

        output.WriteLine($"{name}: nearest to its tolerance, at {_worst.Ratio:p0} of it, is {_worst.What}");
        Assert.Empty(_failures);
    }

    /// <summary>Forward, then the loss's gradient into the execution's output.</summary>
    private static float Pass(Execution execution, ModelGolden golden)
    {
        FillInput(golden, execution);
        execution.Forward();
        return (float)Loss.CategoricalCrossEntropy.Evaluate(execution.Output.Value, golden.Labels, execution.Output.Gradient).Loss;
    }

    /// <summary>As <c>models.py</c>: clip b is 2^−b as loud as the first.</summary>
    private static void FillInput(ModelGolden golden, Execution execution)
    {
        Span<float> x = execution.Input.Value;
        SeededNumbers.Fill(golden.InputSeed, x);
        int clip = x.Length / golden.Batch;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] *= MathF.Pow(0.5f, i / clip);
        }
    }

    /// <summary>As <c>models.py</c>: kernels within 1.5 Glorot limits, gamma about 1, the others small.</summary>
    private static (double Scale, double Offset) Start(ParameterDefinition parameter)
    {
        if (parameter.Name != "kernel")
        {
            return parameter.Name == "gamma" ? (0.1, 1) : (0.05, 0);
        }

        int[] shape = parameter.Shape;
        int taps = shape[..^2].Aggregate(1, (product, n) => product * n);
        return (1.5 * Math.Sqrt(6.0 / ((taps * shape[^2]) + (taps * shape[^1]))), 0);
    }

    private void CompareInference(ModelGolden golden, Network network, WorkerPool pool)
    {
        if (golden.InferenceLogits is null)
        {
            return;
        }

        Compare("running mean", golden.RunningMean!, network.Parameters.Single(p => p.Definition.Name == "moving_mean").Value);
        Compare("running variance", golden.RunningVariance!, network.Parameters.Single(p => p.Definition.Name == "moving_variance").Value);
        using var inference = new Execution(network, golden.Batch, training: false, pool);
        FillInput(golden, inference);
        inference.Forward();
        Compare("logits at inference", golden.InferenceLogits, inference.Output.Value);
    }

    /// <summary>
    /// The gradient of a bias in front of a batch normalisation is zero because its terms cancel, so its rounding follows from the terms,
    /// not from the result: unit roundoff x batch x steepest slope of the normalisation x largest gradient behind it.
    /// </summary>
    private static GoldenGradient WithCancellation(GoldenGradient gradient, ModelGolden golden)
    {
        double variance = golden.RunningVariance!.Values.Min(running => (running - 0.99) / 0.01);
        double slope = 1.1 / Math.Sqrt(variance + 1e-3);
        double behind = golden.Parameters.Single(p => p.Name == "norm/beta").Entries.Max(Math.Abs);
        double stray = golden.Batch * slope * behind / (1 << 24);
        return gradient with { EntryStray = stray, NormStray = stray * Math.Sqrt(gradient.Shape[0]) };
    }

    private void CompareGradient(GoldenGradient golden, int p, ReadOnlySpan<float> gradient)
    {
        Assert.True(Margin * golden.NormStray < SmallestFault * golden.Norm || golden.Norm < Zero, $"{golden.Name}: a tolerance of {Margin * golden.NormStray:g2} is too wide for a norm of {golden.Norm:g2}");
        double squares = 0;
        double[] products = new double[golden.Products.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            double g = gradient[i];
            squares += g * g;
            for (int k = 0; k < products.Length; k++)
            {
                products[k] += g * SeededNumbers.Value(ModelGolden.ProductSeed + (products.Length * p) + k, i);
            }
        }

        Compare($"norm of d {golden.Name}", golden.Norm, Math.Sqrt(squares), golden.NormStray);
        for (int k = 0; k < products.Length; k++)
        {
            Compare($"d {golden.Name} times random vector {k}", golden.Products[k], products[k], golden.NormStray);
        }

        int[] entries = SeededNumbers.Entries(ModelGolden.EntrySeed + p, gradient.Length);
        Assert.Equal(entries.Length, golden.Entries.Length);
        for (int e = 0; e < entries.Length; e++)
        {
            Compare($"d {golden.Name}[{entries[e]}]", golden.Entries[e], gradient[entries[e]], golden.EntryStray);
        }
    }

    private void Compare(string what, GoldenNumbers golden, ReadOnlySpan<float> actual)
    {
        Assert.Equal(golden.Values.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            Compare($"{what}[{i}]", golden.Values[i], actual[i], golden.Stray);
        }
    }

    private void Compare(string what, double expected, double actual, double stray)
    {
        double tolerance = Margin * stray;
        double ratio = Math.Abs(actual - expected) / tolerance;
        if (!(ratio <= 1))
        {
            _failures.Add($"{what} is {actual:g9}, PyTorch gives {expected:g9} ± {tolerance:g2}");
        }

        if (ratio > _worst.Ratio)
        {
            _worst = (ratio, what);
        }
    }
}
