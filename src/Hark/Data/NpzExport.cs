using System.Runtime.InteropServices;

namespace Hark.Data;

/// <summary>Writes clips as the lesson's archive, row by row: a set larger than memory can be exported.</summary>
internal static class NpzExport
{
    /// <summary><c>wav_vals</c> [clips, samples] float32, <c>label_vals</c> [clips, 1] text, <c>sample_rate</c> [1] Hz.</summary>
    public static void Write(ClipSource clips, string path)
    {
        if (clips.Count == 0)
        {
            throw new HarkException($"{path}: not written: there are no clips to export.");
        }

        string[] labels = [.. Enumerable.Range(0, clips.Count).Select(clips.Label)];
        AtomicFile.Write(path, stream =>
        {
            var writer = new NpzWriter(stream);
            writer.Add($"{NpzData.Waves}.npy", compress: false, output => WriteWaves(clips, output));
            writer.Add($"{NpzData.Labels}.npy", compress: false, output => Npy.Write(output, NpyArray.FromStrings(labels, clips.Count, 1)));
            writer.Add($"{NpzData.Rate}.npy", compress: false, output => Npy.Write(output, NpyArray.From([clips.SampleRate])));
            writer.Finish();
        });
    }

    private static void WriteWaves(ClipSource clips, Stream output)
    {
        output.Write(NpyHeader.Format(NpyType.Float32, 1, [clips.Count, clips.ClipSamples]));
        foreach (Batch batch in clips.Batch(64).Prefetch(2).Epoch(0))
        {
            output.Write(MemoryMarshal.AsBytes(batch.Inputs.Span));
        }
    }
}
