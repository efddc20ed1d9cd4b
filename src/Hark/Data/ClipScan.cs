using Hark.Audio;
using Hark.Signal;

namespace Hark.Data;

/// <summary>What a look at every clip of a set, without decoding, tells about them.</summary>
internal sealed class ClipScan
{
    public required int Clips { get; init; }

    public required int Padded { get; init; }

    public required int Cut { get; init; }

    public required int Resampled { get; init; }

    public required int MixedDown { get; init; }

    /// <summary>Clips at each sample rate, by rate.</summary>
    public required IReadOnlyList<(int SampleRate, int Clips)> SampleRates { get; init; }

    /// <summary>The speakers of each <see cref="DataSplit"/>, as far as the file names tell.</summary>
    public required IReadOnlyList<HashSet<string>> Speakers { get; init; }

    /// <summary>Reads every header, on all processors.</summary>
    /// <exception cref="HarkException">A file cannot be read or holds no sound; the first by name where several do.</exception>
    public static ClipScan OfFiles(ClipFile[] files, DataSplit[] sides, int sampleRate, int clipSamples)
    {
        var changes = new ClipChanges[files.Length];
        var rates = new int[files.Length];
        ParallelWork.For(files.Length, () => 0, (i, _) =>
        {
            WavHeader header = files[i].ReadHeader();
            rates[i] = header.SampleRate;
            changes[i] = ClipFit.Needed(header.Frames ?? clipSamples, header.Channels, header.SampleRate, sampleRate, clipSamples);
        });
        HashSet<string>[] speakers = [.. Enum.GetValues<DataSplit>().Select(_ => new HashSet<string>(StringComparer.Ordinal))];
        for (int i = 0; i < files.Length; i++)
        {
            if (SpeakerSplit.SpeakerOf(files[i].FileName) is { } speaker)
            {
                speakers[(int)sides[i]].Add(speaker);
            }
        }

        return new ClipScan
        {
            Clips = files.Length,
            Padded = changes.Count(change => change.HasFlag(ClipChanges.Padded)),
            Cut = changes.Count(change => change.HasFlag(ClipChanges.Cut)),
            Resampled = changes.Count(change => change.HasFlag(ClipChanges.Resampled)),
            MixedDown = changes.Count(change => change.HasFlag(ClipChanges.MixedDown)),
            SampleRates = [.. rates.CountBy(rate => rate).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))],
            Speakers = speakers,
        };
    }

    /// <summary>Rows that are all alike: one rate, one length, nobody known.</summary>
    public static ClipScan OfRows(int rows, ClipChanges changes, int sampleRate) => new()
    {
        Clips = rows,
        Padded = changes.HasFlag(ClipChanges.Padded) ? rows : 0,
        Cut = changes.HasFlag(ClipChanges.Cut) ? rows : 0,
        Resampled = changes.HasFlag(ClipChanges.Resampled) ? rows : 0,
        MixedDown = 0,
        SampleRates = [(sampleRate, rows)],
        Speakers = [[], [], []],
    };
}
