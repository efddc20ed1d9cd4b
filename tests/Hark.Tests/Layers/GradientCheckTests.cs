using Hark.Layers;

namespace Hark.Tests.Layers;

/// <summary>The harness itself: it must see a fault of one per cent, in an input as in a parameter, and a single wrong element.</summary>
public class GradientCheckTests
{
    [Fact]
    public void A_right_backward_pass_raises_no_alarm()
        => Assert.Empty(new GradientCheck(TensorShape.Of(7, 3), x => new Gain(x, 1, 1)).Failures());

    [Fact]
    public void An_input_gradient_one_per_cent_off_is_caught()
    {
        IReadOnlyList<string> failures = new GradientCheck(TensorShape.Of(7, 3), x => new Gain(x, 1.01f, 1)).Failures();
        Assert.Contains("dx: 42 of 42 disagree", failures);
        Assert.DoesNotContain(failures, line => line.StartsWith("d gain", StringComparison.Ordinal));
    }

    [Fact]
    public void A_parameter_gradient_one_per_cent_off_is_caught()
    {
        IReadOnlyList<string> failures = new GradientCheck(TensorShape.Of(7, 3), x => new Gain(x, 1, 0.99f)).Failures();
        Assert.Equal(3, failures.Count);
        Assert.All(failures, line => Assert.Matches(@"^d gain\.gain\[[012]\]: backward gives .*, differences give .* ± ", line));
    }

    [Fact]
    public void One_wrong_element_is_caught_behind_other_layers_too()
    {
        IReadOnlyList<string> failures = new GradientCheck(
            TensorShape.Of(7, 3), x => new Gain(x.Conv1D(4, 3), 1, 1, faultyElement: 17).Conv1D(2, 1)) { Terms = 50 }.Failures();
        Assert.Contains(failures, line => line.StartsWith("d conv1d.kernel", StringComparison.Ordinal));
        Assert.Contains(failures, line => line.StartsWith("dx", StringComparison.Ordinal));
        Assert.DoesNotContain(failures, line => line.StartsWith("d conv1d_1", StringComparison.Ordinal));
    }

    /// <summary>y = gain[channel] · x, with faults planted in its backward pass.</summary>
    private sealed class Gain : Layer
    {
        private readonly float _inputFault;
        private readonly float _parameterFault;
        private readonly int _faultyElement;

        public Gain(Layer input, float inputFault, float parameterFault, int faultyElement = -1)
            : base("Gain", input.OutputShape, input)
        {
            _inputFault = inputFault;
            _parameterFault = parameterFault;
            _faultyElement = faultyElement;
            Parameters = [new("gain", [input.OutputShape.Channels], Initializer.Ones)];
        }

        public override bool BackwardReadsInput => true;

        public override LayerExecution Plan(LayerPlan plan) => new Step(plan, this);

        private sealed class Step(LayerPlan plan, Gain layer) : LayerExecution
        {
            public override void Forward()
            {
                Span<float> gain = plan.Parameters[0].Value, x = plan.Input.Value, y = plan.Output.Value;
                for (int i = 0; i < x.Length; i++)
                {
                    y[i] = gain[i % gain.Length] * x[i];
                }
            }

            public override void Backward()
            {
                Span<float> gain = plan.Parameters[0].Value, dGain = plan.Parameters[0].Gradient;
                Span<float> x = plan.Input.Value, dx = plan.Input.Gradient, dy = plan.Output.Gradient;
                dGain.Clear();
                for (int i = 0; i < x.Length; i++)
                {
                    dGain[i % gain.Length] += layer._parameterFault * dy[i] * x[i];
                    dx[i] = i == layer._faultyElement ? 0 : layer._inputFault * dy[i] * gain[i % gain.Length];
                }
            }
        }
    }
}
