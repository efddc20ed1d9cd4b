using Hark.Models;

namespace Hark.Studio.Training;

/// <summary>What the page asks to train; what is left out is <c>hark train</c>'s own choice.</summary>
internal sealed record TrainRequest
{
    /// <summary>The id of an opened data set; null for the bundled corpus.</summary>
    public string? Data { get; init; }

    public string? Model { get; init; }

    public string? FrontEnd { get; init; }

    /// <summary>The trained model to begin with, as <c>/models/trained</c> names it; the network is then its own.</summary>
    public string? From { get; init; }

    /// <summary>The trained model whose opinion of each clip is learned too.</summary>
    public string? Teacher { get; init; }

    public IReadOnlyList<string>? Labels { get; init; }

    public string? Recipe { get; init; }

    public int? Epochs { get; init; }

    public int? Batch { get; init; }

    public double? LearningRate { get; init; }

    public int? Patience { get; init; }

    public int? ShiftMs { get; init; }

    /// <summary>Unknown clips of an epoch, as a share of the words' clips.</summary>
    public double? UnknownShare { get; init; }

    /// <summary>Recordings from which on other words are told apart in training.</summary>
    public int? Apart { get; init; }

    public long? Seed { get; init; }

    public int? Threads { get; init; }

    /// <summary>As typed behind <c>hark</c>; the command itself judges the values.</summary>
    /// <param name="dataPath">The data set; null for the bundled one.</param>
    /// <param name="weights">The file of <see cref="From"/>.</param>
    /// <param name="teacher">The file of <see cref="Teacher"/>.</param>
    /// <param name="runPath">Where the run goes.</param>
    public IReadOnlyList<string> Arguments(string? dataPath, string? weights, string? teacher, string runPath)
    {
        if (Model is not null)
        {
            ModelCatalog.Get(Model);
        }

        List<string> arguments = ["train", "--out", runPath, "--no-play"];
        Add("--data", dataPath);
        Add("--model", Model);
        Add("--front-end", FrontEnd);
        Add("--from", weights);
        Add("--teacher", teacher);
        Add("--labels", Labels is { Count: > 0 } ? string.Join(',', Labels) : null);
        Add("--recipe", Recipe);
        Add("--epochs", Epochs);
        Add("--batch", Batch);
        Add("--lr", LearningRate);
        Add("--patience", Patience);
        Add("--shift", ShiftMs);
        Add("--unknown-share", UnknownShare);
        Add("--apart", Apart);
        Add("--seed", Seed);
        Add("--threads", Threads);
        return arguments;

        // As one word, so that no value can be taken for an option.
        void Add(string option, object? value)
        {
            if (value is not null)
            {
                arguments.Add(FormattableString.Invariant($"{option}={value}"));
            }
        }
    }
}
