using Hark.Audio;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hark.Data;

/// <summary>What may be wrong with a clip.</summary>
public enum ClipFault
{
    /// <summary>The recording cannot be read.</summary>
    Unreadable,

    /// <summary>Nowhere louder than −50 dBFS.</summary>
    Silent,

    /// <summary>More than 0.2 % of the samples stand at full scale: the recording was too loud.</summary>
    Clipped,

    /// <summary>The sound is within 6 dB of its loudest where the recording begins or ends: part of the word is likely missing.</summary>
    CutOff,

    /// <summary>The very samples of an earlier clip.</summary>
    Duplicate,
}

/// <summary>Something found wrong with a clip.</summary>
/// <param name="Index">The clip.</param>
/// <param name="Name">Its file or row.</param>
/// <param name="Label">Its label.</param>
/// <param name="Fault">What it is.</param>
/// <param name="Detail">The figure behind it, or the name and label of the twin, in a few words.</param>
public sealed record ClipFinding(int Index, string Name, string Label, ClipFault Fault, string Detail);

/// <summary>Looks through a data set for clips that a person should hear before a network learns from them.</summary>
public static class ClipCheck
{
    private const double SilentDbfs = -50;
    private const double ClippedShare = 0.002;
    private const double EdgeDb = -6;
    private const double FrameSeconds = 0.02;

    /// <summary>Checks every clip, on all processors. Clips of a silence label may be silent.</summary>
    /// <param name="clips">As they are delivered.</param>
    /// <param name="progress">Told the number of clips done, from any thread; may be null. What it throws ends the check.</param>
    /// <returns>By clip; of a clip that has several faults, each.</returns>
    public static IReadOnlyList<ClipFinding> Find(ClipSource clips, Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(clips);
        var found = new List<ClipFinding>[clips.Count];
        var digests = new byte[clips.Count][];
        int done = 0;
        ParallelWork.For(clips.Count, () => new float[clips.ClipSamples], (i, samples) =>
        {
            found[i] = [];
            try
            {
                clips.Read(0, i, samples);
                digests[i] = SHA256.HashData(MemoryMarshal.AsBytes<float>(samples));
                Judge(clips, i, samples, found[i]);
            }
            catch (HarkException error)
            {
                found[i].Add(Finding(clips, i, ClipFault.Unreadable, error.Message));
            }

            progress?.Invoke(Interlocked.Increment(ref done));
        });
        AddDuplicates(clips, digests, found);
        return [.. found.SelectMany(f => f)];
    }

    private static void Judge(ClipSource clips, int index, ReadOnlySpan<float> samples, List<ClipFinding> found)
    {
        if (SpeechCommandsLabels.IsSilence(clips.Label(index)))
        {
            return;
        }

        // Zeros around a short recording were put there.
        int begin = samples.IndexOfAnyExcept(0f);
        ReadOnlySpan<float> sound = begin < 0 ? [] : samples[begin..(samples.LastIndexOfAnyExcept(0f) + 1)];
        int frame = Math.Max(1, (int)(FrameSeconds * clips.SampleRate));
        double loudest = double.NegativeInfinity;
        for (int at = 0; at < sound.Length; at += frame)
        {
            loudest = Math.Max(loudest, Loudness.Of(sound.Slice(at, Math.Min(frame, sound.Length - at))).RmsDbfs);
        }

        if (!(loudest > SilentDbfs))
        {
            found.Add(Finding(clips, index, ClipFault.Silent, double.IsFinite(loudest) ? FormattableString.Invariant($"{loudest:0} dBFS") : "zeros"));
            return;
        }

        double share = (double)Loudness.Of(sound).FullScaleSamples / sound.Length;
        if (share > ClippedShare)
        {
            found.Add(Finding(clips, index, ClipFault.Clipped, FormattableString.Invariant($"{100 * share:0.0} % of the samples")));
        }

        int edge = Math.Min(frame, sound.Length);
        double first = Loudness.Of(sound[..edge]).RmsDbfs - loudest, last = Loudness.Of(sound[^edge..]).RmsDbfs - loudest;
        if (Math.Max(first, last) > EdgeDb)
        {
            found.Add(Finding(clips, index, ClipFault.CutOff, FormattableString.Invariant($"{(first >= last ? "begins" : "ends")} at {Math.Max(first, last):0} dB")));
        }
    }

    private static void AddDuplicates(ClipSource clips, byte[]?[] digests, List<ClipFinding>[] found)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < digests.Length; i++)
        {
            if (digests[i] is not { } digest || SpeechCommandsLabels.IsSilence(clips.Label(i)))
            {
                continue;
            }

            string key = Convert.ToHexString(digest);
            if (!first.TryAdd(key, i))
            {
                int twin = first[key];
                found[i].Add(Finding(clips, i, ClipFault.Duplicate, clips.Label(twin) == clips.Label(i) ? clips.Name(twin) : $"{clips.Name(twin)}, labelled {clips.Label(twin)}"));
            }
        }
    }

    private static ClipFinding Finding(ClipSource clips, int index, ClipFault fault, string detail) => new(index, clips.Name(index), clips.Label(index), fault, detail);
}
