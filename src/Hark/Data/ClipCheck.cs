using Hark.Audio;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hark.Data;

/// <summary>Looks through a data set for recordings that a person should hear before a network learns from them.</summary>
public sealed class ClipCheck
{
    private const double SilentDbfs = -50;
    private const double ShortSeconds = 0.1;
    private const double ClippedShare = 0.002;
    private const double EdgeDb = -6;
    private const double FrameSeconds = 0.02;
    private readonly ClipSource _clips;
    private readonly DataSplit[] _splits;
    private readonly List<ClipFinding>[] _found;
    private readonly string?[] _prints;
    private readonly int?[] _rates;

    private ClipCheck(DataSet data)
    {
        _clips = data.Recorded;
        SplitCounts counts = data.RecordedCounts;
        _splits = [.. Enumerable.Repeat(DataSplit.Train, counts.Train), .. Enumerable.Repeat(DataSplit.Validation, counts.Validation), .. Enumerable.Repeat(DataSplit.Test, counts.Test)];
        _found = [.. _splits.Select(_ => new List<ClipFinding>())];
        _prints = new string?[_splits.Length];
        _rates = new int?[_splits.Length];
    }

    /// <summary>Checks every recording, also those that no split draws, on all processors. Those of a silence label may be silent and alike.</summary>
    /// <param name="data">Its recordings (<see cref="DataSet.Recorded"/>) are judged as they are delivered.</param>
    /// <param name="progress">Told the recordings done and how many there are, from any thread; may be null. What it throws ends the check.</param>
    /// <returns>By recording; of one that has several faults, each.</returns>
    public static IReadOnlyList<ClipFinding> Find(DataSet data, Action<int, int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        var check = new ClipCheck(data);
        check.Listen(progress);
        check.CompareRates();
        check.CompareSamples();
        check.CompareSpeakers();
        return [.. check._found.SelectMany(f => f)];
    }

    private void Listen(Action<int, int>? progress)
    {
        int done = 0;
        ParallelWork.For(_splits.Length, () => new float[_clips.ClipSamples], (i, samples) =>
        {
            try
            {
                _rates[i] = (_clips as RecordedClips)?.SampleRateOf(i);
                _clips.Read(0, i, samples);
                if (!SpeechCommandsLabels.IsSilence(_clips.Label(i)) && HasSound(i, samples))
                {
                    _prints[i] = Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(samples)));
                }
            }
            catch (HarkException error)
            {
                Note(i, ClipFault.Unreadable, error.Message);
            }

            progress?.Invoke(Interlocked.Increment(ref done), _splits.Length);
        });
    }

    /// <summary>Notes what is wrong with the sound; gives whether there is any.</summary>
    private bool HasSound(int clip, ReadOnlySpan<float> samples)
    {
        // Zeros around a short recording were put there.
        int begin = samples.IndexOfAnyExcept(0f);
        ReadOnlySpan<float> sound = begin < 0 ? [] : samples[begin..(samples.LastIndexOfAnyExcept(0f) + 1)];
        int frame = Math.Max(1, (int)(FrameSeconds * _clips.SampleRate));
        double loudest = double.NegativeInfinity;
        for (int at = 0; at < sound.Length; at += frame)
        {
            loudest = Math.Max(loudest, Loudness.Of(sound.Slice(at, Math.Min(frame, sound.Length - at))).RmsDbfs);
        }

        if (!(loudest > SilentDbfs))
        {
            Note(clip, ClipFault.Silent, double.IsFinite(loudest) ? FormattableString.Invariant($"{loudest:0} dBFS") : "zeros");
            return false;
        }

        if (sound.Length < ShortSeconds * _clips.SampleRate)
        {
            Note(clip, ClipFault.TooShort, FormattableString.Invariant($"{1000.0 * sound.Length / _clips.SampleRate:0} ms of sound"));
            return true;
        }

        double share = (double)Loudness.Of(sound).FullScaleSamples / sound.Length;
        if (share > ClippedShare)
        {
            Note(clip, ClipFault.Clipped, FormattableString.Invariant($"{100 * share:0.0} % of the samples"));
        }

        double first = Loudness.Of(sound[..frame]).RmsDbfs - loudest, last = Loudness.Of(sound[^frame..]).RmsDbfs - loudest;
        if (Math.Max(first, last) > EdgeDb)
        {
            Note(clip, ClipFault.CutOff, FormattableString.Invariant($"{(first >= last ? "begins" : "ends")} {Math.Max(0, -Math.Max(first, last)):0} dB below its loudest"));
        }

        return true;
    }

    private void CompareRates()
    {
        int? usual = _rates.OfType<int>().CountBy(rate => rate).OrderByDescending(pair => pair.Value).ThenByDescending(pair => pair.Key).Select(pair => (int?)pair.Key).FirstOrDefault();
        for (int i = 0; i < _rates.Length; i++)
        {
            if (_rates[i] is { } rate && rate != usual)
            {
                Note(i, ClipFault.OddRate, FormattableString.Invariant($"{rate:N0} Hz, most are {usual:N0} Hz"));
            }
        }
    }

    private void CompareSamples()
    {
        foreach (IGrouping<string, int> copies in Enumerable.Range(0, _prints.Length).Where(i => _prints[i] is not null).GroupBy(i => _prints[i]!, StringComparer.Ordinal))
        {
            var firsts = new Dictionary<DataSplit, int>();
            foreach (int i in copies)
            {
                // Splits stand one after the other: the first of a later one is a copy of the very first.
                bool shared = firsts.TryAdd(_splits[i], i);
                int twin = shared ? copies.First() : firsts[_splits[i]];
                if (i != twin)
                {
                    string label = _clips.Label(twin) == _clips.Label(i) ? "" : $", labelled {_clips.Label(twin)}";
                    Note(i, shared ? ClipFault.SharedCopy : ClipFault.Copy, _clips.Name(twin) + (shared ? $" ({SplitName(_splits[twin])})" : "") + label, twin);
                }
            }
        }
    }

    private void CompareSpeakers()
    {
        foreach (IGrouping<string, int> spoken in Enumerable.Range(0, _splits.Length).Where(i => _clips.Speaker(i) is not null).GroupBy(i => _clips.Speaker(i)!, StringComparer.Ordinal))
        {
            int[] firsts = [.. spoken.DistinctBy(i => _splits[i])];
            foreach (int later in firsts.Skip(1))
            {
                Note(later, ClipFault.SharedSpeaker, $"{spoken.Key}, also in {SplitName(_splits[firsts[0]])}", firsts[0]);
            }
        }
    }

    private void Note(int clip, ClipFault fault, string detail, int? twin = null)
        => _found[clip].Add(new ClipFinding(clip, _clips.Name(clip), _clips.Label(clip), _splits[clip], fault, detail) { Twin = twin is { } at ? _clips.Name(at) : null });

    private static string SplitName(DataSplit split) => split == DataSplit.Train ? "training" : split == DataSplit.Validation ? "validation" : "test";
}
