using System.Security.Cryptography;
using System.Text;
using Hark.Data;
using Hark.Models;
using Hark.Streaming;

namespace Hark.Evaluation;

/// <summary>The clips that tracks are made of: every word of a split, those that the model knows and all others, its speakers halved.</summary>
internal sealed class DetectionClips
{
    private DetectionClips(ClipSource[] clips, int[][] labels, BackgroundNoise noise, string data)
    {
        (Clips, Labels, Noise, Data) = (clips, labels, noise, data);
    }

    /// <summary>Two halves; no speaker is in both.</summary>
    public ClipSource[] Clips { get; }

    /// <summary>For each clip of each half the model's label that must be told, or -1.</summary>
    public int[][] Labels { get; }

    public BackgroundNoise Noise { get; }

    public string Data { get; }

    /// <exception cref="HarkException">The split lacks words of the model in a half.</exception>
    public static DetectionClips Open(string path, DataSplit split, ModelSettings settings, DetectorOptions detector, long seed)
    {
        var options = new DataOptions { SampleRate = settings.FrontEnd.SampleRate, ClipSamples = settings.FrontEnd.ClipSamples };
        if (Directory.Exists(path) && AudioFolder.List(path) is { } folder && SpeechCommandsFolder.Is(folder))
        {
            // Every word is a label of its own here, so that none is left out as a mere sample of the unknown.
            string[] words = [.. folder.Words.Select(word => word.Name).Where(name => !SpeechCommandsLabels.IsSilence(name) && !SpeechCommandsLabels.IsUnknown(name)).Distinct(StringComparer.Ordinal)];
            options = options with { Labels = words };
        }

        DataSet set = DataSet.Open(path, options);
        ClipSource all = set[split];
        var clips = new ClipSource[2];
        var labels = new int[2][];
        for (int half = 0; half < 2; half++)
        {
            int[] indices = [.. Enumerable.Range(0, all.Count).Where(i => !SpeechCommandsLabels.IsSilence(all.Label(i)) && HalfOf(all.Speaker(i) ?? all.Name(i), seed) == half)];
            clips[half] = all.Subset(indices);
            labels[half] = [.. indices.Select(i => ToldAs(all.Label(i), settings, detector))];
            if (settings.Labels.Where(detector.Tells).FirstOrDefault(label => !labels[half].Contains(IndexOf(settings.Labels, label))) is { } missing)
            {
                throw new HarkException($"{path}: the {split.ToString().ToLowerInvariant()} split has no clips of '{missing}' by {(half == 0 ? "the first" : "the second")} half of its speakers. Give data with every word of the model, by several speakers, or another split.");
            }
        }

        return new DetectionClips(clips, labels, set.Noise, path);
    }

    private static int ToldAs(string label, ModelSettings settings, DetectorOptions detector)
        => detector.Tells(label) ? IndexOf(settings.Labels, label) : -1;

    private static int IndexOf(IReadOnlyList<string> labels, string label)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (string.Equals(labels[i], label, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A coin for each speaker, named by the seed.</summary>
    private static int HalfOf(string speaker, long seed) => SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{speaker}"))[0] & 1;
}
