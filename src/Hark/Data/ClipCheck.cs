using Hark.Audio;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hark.Data;

/// <summary>Looks through a data set for recordings that a person should hear before a network learns from them.</summary>
public static class ClipCheck
{
    private const double SilentDbfs = -50;
    private const double ShortSeconds = 0.1;
    private const double ClippedShare = 0.002;
    private const double EdgeDb = -6;
    private const double FrameSeconds = 0.02;

    /// <summary>Checks every recording, also those that no split draws, on all processors. Those of a silence label may be silent and alike.</summary>
    /// <param name="data">Recordings are judged as they are delivered.</param>
    /// <param name="progress">Told the recordings done and how many there are, from any thread; may be null. What it throws ends the check.</param>
    /// <returns>By recording; of one that has several faults, each.</returns>
    public static IReadOnlyList<ClipFinding> Find(DataSet data, Action<int, int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckedClip[] clips = [.. data.Recorded()];
        var found = new List<ClipFinding>[clips.Length];
        var prints = new string?[clips.Length];
        var rates = new int?[clips.Length];
        int sampleRate = data.Train.SampleRate, done = 0;
        ParallelWork.For(clips.Length, () => new float[data.Train.ClipSamples], (i, samples) =>
        {
            found[i] = [];
            try
            {
                rates[i] = clips[i].SampleRate?.Invoke();
                clips[i].Read(samples);
                prints[i] = Judge(clips[i], samples, sampleRate, found[i]) ? Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(samples))) : null;
            }
            catch (HarkException error)
            {
                found[i].Add(clips[i].Finding(ClipFault.Unreadable, error.Message));
            }

            progress?.Invoke(Interlocked.Increment(ref done), clips.Length);
        });
        AddOddRates(clips, rates, found);
        AddCopies(clips, prints, found);
        AddSharedSpeakers(clips, found);
        return [.. found.SelectMany(f => f)];
    }

    /// <returns>Whether there is something to hear.</returns>
    private static bool Judge(CheckedClip clip, ReadOnlySpan<float> samples, int sampleRate, List<ClipFinding> found)
    {
        if (SpeechCommandsLabels.IsSilence(clip.Label))
        {
            return false;
        }

        // Zeros around a short recording were put there.
        int begin = samples.IndexOfAnyExcept(0f);
        ReadOnlySpan<float> sound = begin < 0 ? [] : samples[begin..(samples.LastIndexOfAnyExcept(0f) + 1)];
        int frame = Math.Max(1, (int)(FrameSeconds * sampleRate));
        double loudest = double.NegativeInfinity;
        for (int at = 0; at < sound.Length; at += frame)
        {
            loudest = Math.Max(loudest, Loudness.Of(sound.Slice(at, Math.Min(frame, sound.Length - at))).RmsDbfs);
        }

        if (!(loudest > SilentDbfs))
        {
            found.Add(clip.Finding(ClipFault.Silent, double.IsFinite(loudest) ? FormattableString.Invariant($"{loudest:0} dBFS") : "zeros"));
            return false;
        }

        if (sound.Length < ShortSeconds * sampleRate)
        {
            found.Add(clip.Finding(ClipFault.TooShort, FormattableString.Invariant($"{1000.0 * sound.Length / sampleRate:0} ms of sound")));
            return true;
        }

        double share = (double)Loudness.Of(sound).FullScaleSamples / sound.Length;
        if (share > ClippedShare)
        {
            found.Add(clip.Finding(ClipFault.Clipped, FormattableString.Invariant($"{100 * share:0.0} % of the samples")));
        }

        double first = Loudness.Of(sound[..frame]).RmsDbfs - loudest, last = Loudness.Of(sound[^frame..]).RmsDbfs - loudest;
        if (Math.Max(first, last) > EdgeDb)
        {
            found.Add(clip.Finding(ClipFault.CutOff, FormattableString.Invariant($"{(first >= last ? "begins" : "ends")} at {Math.Max(first, last):0} dB")));
        }

        return true;
    }

    private static void AddOddRates(CheckedClip[] clips, int?[] rates, List<ClipFinding>[] found)
    {
        int? usual = rates.OfType<int>().CountBy(rate => rate).OrderByDescending(pair => pair.Value).ThenByDescending(pair => pair.Key).Select(pair => (int?)pair.Key).FirstOrDefault();
        for (int i = 0; i < clips.Length; i++)
        {
            if (rates[i] is { } rate && rate != usual)
            {
                found[i].Add(clips[i].Finding(ClipFault.OddRate, FormattableString.Invariant($"{rate:N0} Hz, most are {usual:N0} Hz")));
            }
        }
    }

    private static void AddCopies(CheckedClip[] clips, string?[] prints, List<ClipFinding>[] found)
    {
        foreach (IGrouping<string, int> copies in Enumerable.Range(0, clips.Length).Where(i => prints[i] is not null).GroupBy(i => prints[i]!, StringComparer.Ordinal))
        {
            var firstOfSplit = new Dictionary<DataSplit, int>();
            int original = copies.MinBy(i => clips[i].Split);
            firstOfSplit.Add(clips[original].Split, original);
            foreach (int i in copies.Where(i => i != original))
            {
                bool shared = firstOfSplit.TryAdd(clips[i].Split, i);
                CheckedClip twin = clips[shared ? original : firstOfSplit[clips[i].Split]];
                string detail = twin.Name + (shared ? $" ({Side(twin.Split)})" : "") + (twin.Label == clips[i].Label ? "" : $", labelled {twin.Label}");
                found[i].Add(clips[i].Finding(shared ? ClipFault.SharedCopy : ClipFault.Copy, detail) with { Twin = twin.Name });
            }
        }
    }

    private static void AddSharedSpeakers(CheckedClip[] clips, List<ClipFinding>[] found)
    {
        var seen = new Dictionary<string, Dictionary<DataSplit, int>>(StringComparer.Ordinal);
        foreach (int i in Enumerable.Range(0, clips.Length).OrderBy(i => clips[i].Split))
        {
            if (clips[i].Speaker is not { } speaker)
            {
                continue;
            }

            if (!seen.TryGetValue(speaker, out Dictionary<DataSplit, int>? firsts))
            {
                seen.Add(speaker, firsts = []);
            }

            if (firsts.TryAdd(clips[i].Split, i) && firsts.Count > 1)
            {
                CheckedClip twin = clips[firsts.Values.Min(at => (clips[at].Split, at)).at];
                found[i].Add(clips[i].Finding(ClipFault.SharedSpeaker, $"{speaker}, also in {Side(twin.Split)}") with { Twin = twin.Name });
            }
        }
    }

    private static string Side(DataSplit split) => split == DataSplit.Train ? "training" : split == DataSplit.Validation ? "validation" : "test";
}

/// <summary>A recording to be checked.</summary>
/// <param name="Index">Its position in <see cref="DataSet.All"/>; null where no split draws it.</param>
/// <param name="Name">Its file or row.</param>
/// <param name="Label">Its own label.</param>
/// <param name="Split">Where it stands.</param>
/// <param name="Speaker">Who speaks; null where nobody knows.</param>
/// <param name="SampleRate">Reads the rate that it was recorded at; null where all are alike.</param>
/// <param name="Read">Fills samples with it, as it is delivered.</param>
internal sealed record CheckedClip(int? Index, string Name, string Label, DataSplit Split, string? Speaker, Func<int>? SampleRate, Action<float[]> Read)
{
    public ClipFinding Finding(ClipFault fault, string detail) => new(Index, Name, Label, Split, fault, detail);
}
