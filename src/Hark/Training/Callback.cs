namespace Hark.Training;

/// <summary>Is told what happens in <see cref="Trainer.Fit"/>, and may act on the trainer. Called on the training thread, in the order given.</summary>
public abstract class Callback
{
    public virtual void OnTrainBegin(Trainer trainer)
    {
    }

    /// <summary>Before the step that <see cref="TrainingState.Step"/> names: the place to set the learning rate.</summary>
    public virtual void OnStepBegin(Trainer trainer)
    {
    }

    /// <summary>After a step; <paramref name="score"/> is the step's own.</summary>
    public virtual void OnStepEnd(Trainer trainer, Score score)
    {
    }

    /// <summary>After an epoch and its validation; the state's history ends with it.</summary>
    public virtual void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
    }

    /// <summary>After the last step, also when stopped early.</summary>
    public virtual void OnTrainEnd(Trainer trainer)
    {
    }
}
