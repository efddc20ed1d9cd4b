using Hark.Data;

namespace Hark.Tests.Data;

public class PublicDataSetsTests
{
    private static readonly byte[] File1 = DownloadFixture.Noise(5000, 1), File2 = DownloadFixture.Noise(5000, 2);

    private static readonly PublicDataSet Lesson = PublicDataSets.Find("lesson")!;

    [Fact]
    public void The_sets_are_the_published_ones()
    {
        Assert.Equal(["speech-commands-v1", "speech-commands-v2", "speech-commands-v2-test", "lesson"], PublicDataSets.All.Select(set => set.Name));
        PublicDataSet second = PublicDataSets.Find("Speech-Commands-V2")!;
        Assert.Equal(
            ("http://download.tensorflow.org/data/speech_commands_v0.02.tar.gz", 2_428_923_189, "af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58"),
            (second.Address.AbsoluteUri, second.ArchiveBytes, second.Sha256));
        Assert.Equal(("https://aiffelstaticdev.blob.core.windows.net/dataset/speech_wav_8000.npz", null), (Lesson.Address.AbsoluteUri, Lesson.Sha256));
        Assert.Null(PublicDataSets.Find("speech-commands"));
        Assert.All(PublicDataSets.All, set => Assert.True(Path.IsPathFullyQualified(set.DefaultFolder) && set.DefaultFolder.EndsWith(Path.Combine("hark", "data", set.Name), StringComparison.Ordinal)));
        Assert.All(PublicDataSets.All.Where(set => set.IsPacked), set => Assert.True(set.Sha256!.Length == 64 && set.UnpackedBytes > set.ArchiveBytes));
    }

    [Fact]
    public async Task A_file_without_a_published_checksum_must_stay_as_it_was_first_seen()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.File(File1));
        DownloadedDataSet set = await Lesson.DownloadAsync(fixture.Options(server, "speech_wav_8000.npz"));
        Assert.Equal(Path.Combine(fixture.Folder, "speech_wav_8000.npz"), set.Path);
        Assert.Equal(File1, File.ReadAllBytes(set.Path));
        string sum = DownloadFixture.Sum(File1), record = fixture.Folder + ".sha256";
        Assert.Equal($"{sum}  모음 set/speech_wav_8000.npz\n", File.ReadAllText(record));
        Assert.Equal($"no checksum of this file is published: {sum}, seen here first, is recorded in {record}, and later downloads must equal it.", Assert.Single(fixture.Notices));
        Assert.True((await Lesson.DownloadAsync(fixture.Options(server))).AlreadyThere);

        Directory.Delete(fixture.Folder, recursive: true);
        await Lesson.DownloadAsync(fixture.Options(server));
        Assert.Equal($"the checksum is the one first seen here ({record}).", fixture.Notices[^1]);

        Directory.Delete(fixture.Folder, recursive: true);
        using var changed = new LocalServer(LocalServer.File(File2));
        string message = await fixture.Failure(Lesson, fixture.Options(changed, "speech_wav_8000.npz"));
        Assert.Equal(
            $"{changed.Address("speech_wav_8000.npz")}: has the SHA-256 {DownloadFixture.Sum(File2)}, expected {sum}. What was downloaded has been removed. "
            + $"Expected is what was first seen here; delete {record} to take the file as it is now. "
            + "Download again; if it stays so, the file at the address has changed, or say --sha256 with the checksum that you trust.",
            message);
        set = await Lesson.DownloadAsync(fixture.Options(changed) with { Sha256 = DownloadFixture.Sum(File2).ToUpperInvariant() });
        Assert.Equal(File2, File.ReadAllBytes(set.Path));
    }

    [Fact]
    public async Task A_file_brought_by_hand_is_copied_and_recorded()
    {
        using var fixture = new DownloadFixture();
        string file = fixture["a.npz"];
        File.WriteAllBytes(file, File1);
        DownloadedDataSet set = await Lesson.DownloadAsync(new DownloadOptions { Folder = fixture.Folder, ArchiveFile = file });
        Assert.Equal(File1, File.ReadAllBytes(set.Path));
        Assert.Equal(File1, File.ReadAllBytes(file));
        Assert.StartsWith(DownloadFixture.Sum(File1), File.ReadAllText(fixture.Folder + ".sha256"), StringComparison.Ordinal);
    }
}
