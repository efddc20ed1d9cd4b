namespace Hark.Training;

/// <summary>Where a run stands between two steps. With the weights and the optimiser's memory it is all that resuming needs.</summary>
public sealed class TrainingState
{
    /// <summary>The epoch under way, from 0; the number of finished epochs.</summary>
    public int Epoch { get; set; }

    /// <summary>Steps done of the epoch under way.</summary>
    public int StepInEpoch { get; set; }

    /// <summary>Steps done in all; names the random stream of the next.</summary>
    public long Step { get; set; }

    /// <summary>Training score of the epoch under way.</summary>
    public Score Running { get; set; }

    public History History { get; set; } = new();
}
