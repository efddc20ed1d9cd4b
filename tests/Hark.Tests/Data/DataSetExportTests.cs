using Hark.Audio;
using Hark.Data;

namespace Hark.Tests.Data;

public class DataSetExportTests
{
    private static readonly DataOptions Short = new() { Labels = ["yes", "no"], ClipSamples = 64 };

    [Fact]
    public void An_exported_archive_opens_as_the_same_clips()
    {
        using ClipFolder folder = Folder();
        DataSet data = DataSet.Open(folder.Path, Short);
        string path = folder["out.npz"];
        data.ExportNpz(path);

        using (NpzArchive archive = Npz.Open(path))
        {
            Assert.Equal([data.All.Count, 64], archive["wav_vals"].Shape);
            Assert.Equal([data.All.Count, 1], archive["label_vals"].Shape);
            Assert.Equal("float32", archive["wav_vals"].DType);
        }

        DataSet again = DataSet.Open(path, new() { TestSize = 0 });
        Assert.Equal(16000, again.Train.SampleRate);
        Assert.Equal(Clips(data.All), Clips(again.Train));
        Assert.DoesNotContain(again.Summary.Notes, note => note.Contains("no sample rate", StringComparison.Ordinal));
    }

    [Fact]
    public void An_exported_speech_commands_folder_opens_with_the_same_clips_on_the_same_sides()
    {
        using ClipFolder folder = Folder();
        DataSet data = DataSet.Open(folder.Path, Short);
        data.ExportFolder(folder["out"], WavEncoding.Float32);
        DataSet again = DataSet.Open(folder["out"], Short);

        Assert.Equal(data.Labels, again.Labels);
        foreach (DataSplit side in Enum.GetValues<DataSplit>())
        {
            Assert.Equal(Clips(data[side]).Order(), Clips(again[side]).Order());
            Assert.Equal(
                Enumerable.Range(0, data[side].Count).Select(i => data[side].Speaker(i)).Order(),
                Enumerable.Range(0, again[side].Count).Select(i => again[side].Speaker(i)).Order());
        }
    }

    [Fact]
    public void An_exported_archive_with_korean_labels_opens_as_a_folder_with_the_same_clips()
    {
        using var folder = new ClipFolder();
        Npz.Save(
            folder["in.npz"],
            ("wav_vals", NpyArray.From([.. Enumerable.Range(0, 40).Select(i => i / 64f)], 10, 4)),
            ("label_vals", NpyArray.FromStrings(["네", "아니요", "네", "아니요", "네", "아니요", "네", "아니요", "네", "아니요"], 10, 1)));
        DataSet data = DataSet.Open(folder["in.npz"], new() { NpzSampleRate = 16000 });
        data.ExportFolder(folder["내보내기"]);
        DataSet again = DataSet.Open(folder["내보내기"], new() { ClipSamples = 4 });

        Assert.Equal(DataKind.PlainFolder, again.Kind);
        Assert.Equal(Clips(data.All).Order(), Clips(again.All).Order());
    }

    [Fact]
    public void Nothing_is_written_over_and_nothing_is_left_half_written()
    {
        using ClipFolder folder = Folder();
        DataSet data = DataSet.Open(folder.Path, Short);
        Assert.Equal($"{folder["yes"]}: is there already. Name a new folder to export to.", Fault(() => data.ExportFolder(folder["yes"])));

        File.WriteAllText(folder[data.Test.Name(0)], "no audio at all");
        DataSet broken = DataSet.Open(folder.Path, Short);
        Assert.StartsWith(folder[data.Test.Name(0)] + ": ", Fault(() => broken.ExportFolder(folder["out"])), StringComparison.Ordinal);
        Assert.StartsWith(folder[data.Test.Name(0)] + ": ", Fault(() => broken.ExportNpz(folder["out.npz"])), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path, "out*"));
    }

    [Fact]
    public void A_label_that_no_folder_can_bear_is_refused()
    {
        using var folder = new ClipFolder();
        Npz.Save(folder["in.npz"], ("wav_vals", NpyArray.From(new float[8], 2, 4)), ("label_vals", NpyArray.FromStrings(["a", "../b"])));
        DataSet data = DataSet.Open(folder["in.npz"], new() { TestSize = 0 });
        Assert.Equal($"{folder["out"]}: label '../b' cannot be the name of a folder. Export to an NPZ, which takes any label.", Fault(() => data.ExportFolder(folder["out"])));
    }

    private static ClipFolder Folder() => new ClipFolder().AddWord("yes", 20).AddWord("no", 20).AddWord("bed", 20).WriteLists(4, 3);

    private static string[] Clips(ClipSource source)
        => [.. Enumerable.Range(0, source.Count).Select(i => $"{source.Label(i)} {Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(source.Clip(i).Samples))}")];

    private static string Fault(Action action) => Assert.Throws<HarkException>(action).Message;
}
