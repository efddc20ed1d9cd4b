using Hark.Streaming;
using System.CommandLine;

namespace Hark.Cli;

/// <summary>The options of listening, shared by the commands that listen.</summary>
internal sealed class DetectionArguments
{
    private readonly Option<int> _every = CommonOptions.Whole("--every", "From one decision to the next", 10, new DetectorOptions().DecisionMs, "MS", most: 10_000);
    private readonly Option<double?> _threshold = CommonOptions.Number("--threshold", "Probability from which on a word is told, for every word; without it the model's own thresholds", "P", least: 0);
    private readonly Option<int?> _smoothing = CommonOptions.Whole("--smoothing", "Decisions whose mean is taken; without it the model's own number, or 3", 1, most: 1000);
    private readonly Option<int> _rise = CommonOptions.Whole("--rise", "A word is told within this time from its first suspicion or not at all: what creeps up is mostly another word", 0, new DetectorOptions().RiseMs!.Value, "MS", most: 60_000);
    private readonly Option<bool> _noGate = new("--no-gate") { Description = "Judge silence and steady noise too, which otherwise costs nothing" };
    private readonly Option<bool> _removeOffset = new("--remove-offset") { Description = "Take a constant offset of the microphone out of the sound" };

    public IEnumerable<Option> All => [_every, _smoothing, _threshold, _rise, _noGate, _removeOffset];

    /// <exception cref="UsageException">An option is out of its range.</exception>
    public DetectorOptions Of(ParseResult parsed)
    {
        if (parsed.GetValue(_threshold) is > 1)
        {
            throw new UsageException("--threshold takes a probability of 0 to 1.");
        }

        return new DetectorOptions
        {
            DecisionMs = parsed.GetValue(_every),
            Smoothing = parsed.GetValue(_smoothing),
            Threshold = (float?)parsed.GetValue(_threshold),
            RiseMs = parsed.GetValue(_rise),
            ActivityGate = !parsed.GetValue(_noGate),
            RemoveOffset = parsed.GetValue(_removeOffset),
        };
    }
}
