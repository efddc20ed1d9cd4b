using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Hark.Cli.Tests;

/// <summary>The public sets as a user fetches them, from a server on this machine.</summary>
public class DataDownloadCommandTests
{
    private static readonly byte[] File1 = Noise();

    [Fact]
    public void A_downloaded_set_is_found_by_its_name()
    {
        using var folder = new TemporaryFolder();
        byte[] archive = Words(folder["words"]);
        string cache = folder["cache"], path = Path.Combine(cache, "hark", "data", "speech-commands-v1");
        using var server = new LocalServer(LocalServer.File(archive));
        HarkProcess.Outcome Run(params string[] typed) => HarkProcess.RunWith(("XDG_CACHE_HOME", cache), folder.Path, typed);
        string[] download = ["data", "download", "speech-commands-v1", "--url", server.Address("a.tar.gz").AbsoluteUri, "--sha256", Sum(archive)];

        Assert.Equal(
            $"speech-commands-v1: there is no such file or folder, and the public set of that name has not been downloaded ({path}). "
            + "Get it with 'hark data download speech-commands-v1', or give the folder where you have it.",
            Run("train", "--data", "speech-commands-v1").ExpectFailure());

        HarkProcess.Outcome first = Run(download).Expect(0);
        Assert.Matches($"^{path}: speech-commands-v1, 24 files, .*\nSHA-256 of the downloaded file: {Sum(archive)}\n$", first.Out);
        Assert.Equal("use it with: --data speech-commands-v1\n", first.Error);

        HarkProcess.Outcome second = Run([.. download, "--json", "--quiet"]).Expect(0);
        Assert.Empty(second.Error);
        using JsonDocument json = JsonDocument.Parse(second.Out);
        Assert.Equal((path, true, 24), (json.RootElement.GetProperty("path").GetString(), json.RootElement.GetProperty("alreadyThere").GetBoolean(), json.RootElement.GetProperty("files").GetInt32()));
        Assert.Equal((Sum(archive), archive.Length), (json.RootElement.GetProperty("sha256").GetString(), json.RootElement.GetProperty("archiveBytes").GetInt32()));
        Assert.Contains(": speech-commands-v1 is there already: 24 files, ", Run(download).Expect(0).Out, StringComparison.Ordinal);
        Assert.Single(server.Requests);

        Assert.StartsWith($"{path}: folder of labels, 24 recordings\n", Run("data", "summary", "--data", "speech-commands-v1").Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_killed_download_is_completed_to_the_byte_by_the_next()
    {
        using var folder = new TemporaryFolder();
        using var server = new LocalServer(LocalServer.Stall(File1, 100_000), LocalServer.Stall(File1, 100_000), LocalServer.File(File1));
        string[] typed = ["data", "download", "lesson", "--out", "수업", "--url", server.Address("a.npz").AbsoluteUri, "--json"];
        string part = folder["수업.download/speech_wav_8000.npz.part"];
        for (int kills = 1; kills <= 2; kills++)
        {
            using HarkProcess.Running running = HarkProcess.Start(folder.Path, typed);
            Assert.True(running.WaitUntil(() => File.Exists(part) && new FileInfo(part).Length == kills * 100_000));
            running.Kill();
            running.Wait();
            Assert.False(Directory.Exists(folder["수업"]));
        }

        folder.Run(typed).Expect(0);
        Assert.Equal([null, 100_000, 200_000], server.Requests.Select(r => r.From));
        Assert.Equal(File1, File.ReadAllBytes(folder["수업/speech_wav_8000.npz"]));
        Assert.Equal($"{Sum(File1)}  수업/speech_wav_8000.npz\n", File.ReadAllText(folder["수업.sha256"]));
        Assert.False(Directory.Exists(folder["수업.download"]));
    }

    [Fact]
    public void An_interrupted_download_exits_130_and_keeps_what_has_come()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Windows has no SIGINT to send to one process.");
        using var folder = new TemporaryFolder();
        using var server = new LocalServer(LocalServer.Stall(File1, 100_000), LocalServer.File(File1));
        string[] typed = ["data", "download", "lesson", "--out", "set", "--url", server.Address("a.npz").AbsoluteUri];
        string part = folder["set.download/speech_wav_8000.npz.part"];
        using (HarkProcess.Running running = HarkProcess.Start(folder.Path, typed))
        {
            Assert.True(running.WaitUntil(() => File.Exists(part) && new FileInfo(part).Length == 100_000));
            running.Interrupt();
            HarkProcess.Outcome stopped = running.Wait().Expect(130);
            Assert.Empty(stopped.Out);
            Assert.Equal(["what has come is kept: the same command goes on from there.", "hark: interrupted"], stopped.ErrorLines);
        }

        Assert.Contains("goes on after the 100,000 bytes that are here.\n", folder.Run(typed).Expect(0).Error, StringComparison.Ordinal);
        Assert.Equal(File1, File.ReadAllBytes(folder["set/speech_wav_8000.npz"]));
    }

    [Fact]
    public void A_file_brought_by_hand_needs_no_network()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["mine.npz"], File1);
        HarkProcess.Outcome outcome = folder.Run("data", "download", "lesson", "--from", "mine.npz", "--out", "my set").Expect(0);
        Assert.EndsWith($"use it with: --data \"{folder["my set/speech_wav_8000.npz"]}\"\n", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(File1, File.ReadAllBytes(folder["my set/speech_wav_8000.npz"]));
        Assert.Matches("^mine.npz: has the SHA-256 .* It was left where it is[.]", folder.Run("data", "download", "speech-commands-v2", "--from", "mine.npz", "--out", "other").ExpectFailure());
    }

    [Fact]
    public void A_folder_without_a_name_is_wrong_usage()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("hark: --out takes the name of a folder, not ''.", folder.Run("data", "download", "lesson", "--out", "").Expect(2).ErrorLines[0]);
    }

    /// <summary>Two words of twelve clips as a <c>.tar.gz</c>.</summary>
    private static byte[] Words(string folder)
    {
        TinyRun.MakeWords(folder, 16000, ["네", "위"]);
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            TarFile.CreateFromDirectory(folder, gzip, includeBaseDirectory: false);
        }

        return stream.ToArray();
    }

    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Noise()
    {
        var noise = new byte[300_000];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
