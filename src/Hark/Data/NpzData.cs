namespace Hark.Data;

/// <summary>Opens the lesson's archive: <c>wav_vals</c> [clips, samples] and <c>label_vals</c> [clips, 1], optionally <c>sample_rate</c>.</summary>
internal static class NpzData
{
    public const string Waves = "wav_vals";
    public const string Labels = "label_vals";
    public const string Rate = "sample_rate";

    public static DataSet Open(string path, DataOptions options)
    {
        using NpzArchive archive = Npz.Open(path);
        foreach (string member in new[] { Waves, Labels })
        {
            if (!archive.Contains(member))
            {
                throw new HarkException(
                    $"{path}: holds no array '{member}'; expected '{Waves}' [clips, samples] and '{Labels}' [clips, 1], "
                    + $"found {SpeechCommandsLabels.Known([.. archive.Names])}.");
            }
        }

        // Labels first: they are small, and a fault in them shows before a gigabyte is read.
        NpyArray labels = archive[Labels];
        int? knownRate = options.NpzSampleRate ?? StoredRate(archive, path);
        NpyArray waves = archive[Waves];
        string[] names = ClipLabels.Of(waves, labels);
        LabelSet own = LabelOrder.Of(names);
        LabelChoice choice = LabelChoice.Of(path, own, options);
        int waveRate = knownRate ?? waves.RowLength;
        int[] labelIndices = Array.ConvertAll(names, choice.IndexOf);
        var rows = new ArrayClips(waves, labelIndices, choice.Labels, waveRate, options.SampleRate, options.ClipSamples ?? OwnLength(waves, waveRate, options));
        SplitClips split = SplitClips.Of(rows, own.IndicesOf(names), own, path, options);
        int kept = labelIndices.Count(label => label >= 0);
        var noise = new Lazy<BackgroundNoise>(() => BackgroundNoise.Generate(rows.SampleRate));
        return new DataSet(path, DataKind.Npz, split.Splits, noise, () => ClipScan.OfRows(kept, rows.Changes, waveRate))
        {
            Notes = [.. Notes(knownRate is null, waveRate, rows.Count - kept)],
        };
    }

    /// <summary>The length of a row, at the rate to deliver.</summary>
    private static int OwnLength(NpyArray waves, int waveRate, DataOptions options)
        => options.SampleRate is { } rate ? (int)Math.Max(1, (long)waves.RowLength * rate / waveRate) : waves.RowLength;

    private static int? StoredRate(NpzArchive archive, string path)
    {
        if (!archive.Contains(Rate))
        {
            return null;
        }

        NpyArray rate = archive[Rate];
        return rate.Length == 1 && rate.ToDoubles()[0] is >= 1 and <= int.MaxValue and var hertz
            ? (int)hertz
            : throw new HarkException($"{path}: '{Rate}' is no sample rate; expected one number of Hz, at least 1.");
    }

    private static IEnumerable<string> Notes(bool guessedRate, int waveRate, int left)
    {
        if (guessedRate)
        {
            yield return $"The NPZ tells no sample rate: each row is taken as one second, {waveRate} Hz.";
        }

        if (left > 0)
        {
            yield return $"{left} clips of labels that are not picked are left out.";
        }
    }
}
