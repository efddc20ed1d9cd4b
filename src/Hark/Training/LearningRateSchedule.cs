namespace Hark.Training;

/// <summary>Sets the learning rate before each step as a function of the step number alone, so that a resumed run goes on as it would have.</summary>
/// <param name="rate">Step number from 0 to learning rate.</param>
public sealed class LearningRateSchedule(Func<long, float> rate) : Callback
{
    public override void OnStepBegin(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        trainer.Optimizer.LearningRate = RateOf(trainer.State.Step);
    }

    /// <summary>The learning rate of a step, numbered from 0.</summary>
    public float RateOf(long step) => rate(step);

    /// <summary>Multiplies by <paramref name="factor"/> every <paramref name="everySteps"/> steps.</summary>
    public static LearningRateSchedule StepDecay(float start, float factor, long everySteps)
        => new(step => (float)(start * Math.Pow(factor, step / everySteps)));

    /// <summary>Rises in a line from 0 to <paramref name="peak"/> over the warm-up, then falls to 0 along half a cosine at <paramref name="totalSteps"/> (Loshchilov and Hutter 2017).</summary>
    public static LearningRateSchedule WarmupCosine(float peak, long warmupSteps, long totalSteps)
        => new(step => step < warmupSteps
            ? peak * (step + 1) / warmupSteps
            : (float)(peak * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1.0, (double)(step - warmupSteps) / Math.Max(1, totalSteps - warmupSteps))))));
}
