using Hark.Data;

namespace Hark.Tests.Data;

/// <summary>Downloads from a server that behaves, and from servers that do not.</summary>
public class DownloadTests
{
    private static readonly byte[] Archive = DownloadFixture.Archive;

    [Fact]
    public async Task A_set_is_fetched_checked_and_unpacked()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.File(Archive));
        DownloadedDataSet set = await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Equal(("words", fixture.Folder, 3, 300_040L, false, null), (set.Name, set.Path, set.Files, set.Bytes, set.AlreadyThere, set.Archive));
        Assert.Equal((DownloadFixture.Sum(Archive), (long)Archive.Length), (set.Sha256, set.ArchiveBytes));
        Assert.Equal("GET /words.tar.gz HTTP/1.1", Assert.Single(server.Requests).Line);
        Assert.Empty(fixture.Notices);
        Assert.Contains(new DownloadProgress(DownloadPhase.Downloading, Archive.Length, Archive.Length), fixture.Progress);
        Assert.Contains(fixture.Progress, told => told.Phase == DownloadPhase.Unpacking);
    }

    [Fact]
    public async Task A_set_that_is_there_is_not_fetched_again()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.File(Archive));
        await fixture.Download(server);
        DownloadedDataSet again = await fixture.Download(server);
        Assert.True(again.AlreadyThere);
        Assert.Equal((3, DownloadFixture.Sum(Archive)), (again.Files, again.Sha256));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_folder_that_was_not_downloaded_is_left_alone()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.File(Archive));
        Directory.CreateDirectory(fixture.Folder);
        await fixture.Download(server);
        fixture.AssertWhole();

        HarkException other = await Assert.ThrowsAsync<HarkException>(() => (DownloadFixture.Set(Archive) with { Name = "more" }).DownloadAsync(fixture.Options(server)));
        Assert.Equal($"{fixture.Folder}: holds the set words, or what is left of it. Name another folder with --out, or remove it.", other.Message);
        File.Delete(Path.Combine(fixture.Folder, "hark-download.json"));
        HarkException foreign = await Assert.ThrowsAsync<HarkException>(() => fixture.Download(server));
        Assert.Equal($"{fixture.Folder}: is there already, and 'hark data download' did not make it. If it is the set, use it with --data; else name another folder with --out.", foreign.Message);
    }

    [Fact]
    public async Task A_cut_is_taken_up_where_it_broke_off()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.Cut(Archive, 100_000), LocalServer.Cut(Archive, 70_000), LocalServer.File(Archive));
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Equal([null, 100_000, 170_000], server.Requests.Select(r => r.From));
        Assert.Equal([null, "\"one\"", "\"one\""], server.Requests.Select(r => r.IfRange));
        Assert.Matches("^the connection broke .*, 100,000 bytes are here; attempt 2 of 4 in 0 s[.]$", fixture.Notices[0]);
        Assert.Equal("goes on after the 100,000 bytes that are here.", fixture.Notices[1]);
    }

    [Fact]
    public async Task A_server_without_etags_is_asked_by_date()
    {
        const string Date = "Sat, 14 Apr 2018 10:00:00 GMT";
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.Cut(Archive, 9, etag: null, Date), LocalServer.File(Archive, etag: null, Date));
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Equal([(null, null), (9, Date)], server.Requests.Select(r => (r.From, r.IfRange)));
    }

    [Fact]
    public async Task A_silence_counts_as_a_cut()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.Stall(Archive, 50_000), LocalServer.File(Archive));
        await DownloadFixture.Set(Archive).DownloadAsync(fixture.Options(server) with { IdleTimeout = TimeSpan.FromSeconds(0.5) });
        fixture.AssertWhole();
        Assert.Equal(50_000, server.Requests.Last().From);
        Assert.StartsWith("the server has sent nothing for 0.5 s, 50,000 bytes are here; attempt 2 of 4 in ", fixture.Notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_run_goes_on_where_an_earlier_one_gave_up()
    {
        using var fixture = new DownloadFixture();
        using (var bad = new LocalServer(LocalServer.Cut(Archive, 60_000), LocalServer.Raw("503 Service Unavailable")))
        {
            string message = await fixture.Failure(DownloadFixture.Set(Archive), fixture.Options(bad));
            Assert.Equal(
                $"{bad.Address("words.tar.gz")}: gave up after 4 attempts: the server answers 503 Service Unavailable. The 60,000 bytes that have come are kept. Try again later with the same command. "
                + "Or fetch http://example.invalid/words.tar.gz by other means and hand the file over: hark data download words --from FILE",
                message);
            Assert.Equal(4, bad.Requests.Count);
        }

        Assert.Equal(Archive[..60_000], File.ReadAllBytes(fixture.Part));
        using var server = new LocalServer(LocalServer.File(Archive));
        MoveTo(server, fixture);
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Equal((60_000, "\"one\""), (server.Requests.Single().From, server.Requests.Single().IfRange));
        Assert.Contains(new DownloadProgress(DownloadPhase.Checking, 60_000, 60_000), fixture.Progress);
    }

    [Fact]
    public async Task A_server_that_cannot_send_the_rest_sends_all()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.WithoutRanges(Archive, after: 100_000), LocalServer.WithoutRanges(Archive));
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Contains("the server cannot send the rest alone: the download begins again.", fixture.Notices);
    }

    [Fact]
    public async Task A_file_that_changed_is_fetched_from_its_beginning()
    {
        using var fixture = new DownloadFixture();
        byte[] old = DownloadFixture.Noise(Archive.Length, 9);
        using var server = new LocalServer(LocalServer.Cut(old, 100_000, "\"old\""), LocalServer.File(Archive, "\"new\""));
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Contains("the file at the address has changed: the download begins again.", fixture.Notices);
    }

    [Fact]
    public async Task A_rest_that_does_not_fit_is_not_taken()
    {
        using var fixture = new DownloadFixture();
        LocalServer.Answer elsewhere = LocalServer.Raw($"206 Partial Content\r\nContent-Range: bytes 5-9/{Archive.Length}\r\nContent-Length: 5", [1, 2, 3, 4, 5]);
        using var server = new LocalServer(LocalServer.Cut(Archive, 100_000), elsewhere, LocalServer.File(Archive));
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Contains("the rest that the server sends does not fit what is here: the download begins again.", fixture.Notices);
    }

    [Fact]
    public async Task A_rest_that_is_not_there_is_asked_for_from_the_beginning()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.Cut(Archive, 100_000), LocalServer.Raw("416 Range Not Satisfiable"), LocalServer.File(Archive));
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Contains("the server has no more than what is here: the download begins again.", fixture.Notices);
    }

    [Fact]
    public async Task A_beginning_that_went_bad_on_the_disk_is_found_by_the_checksum()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.Cut(Archive, 60_000), LocalServer.Raw("404 Not Found"), LocalServer.File(Archive));
        await fixture.Failure(DownloadFixture.Set(Archive), fixture.Options(server));
        byte[] part = File.ReadAllBytes(fixture.Part);
        part[31_415] ^= 1;
        File.WriteAllBytes(fixture.Part, part);
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Contains("the checksum is wrong, perhaps of what an earlier download left: the download begins again.", fixture.Notices);
        Assert.Equal([null, 60_000, 60_000, null], server.Requests.Select(r => r.From));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{"address":"http://elsewhere.invalid/words.tar.gz"}""")]
    public async Task A_beginning_of_unknown_origin_is_not_gone_on_with(string origin)
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.File(Archive));
        Directory.CreateDirectory(fixture.Work);
        File.WriteAllBytes(fixture.Part, new byte[1000]);
        File.WriteAllText(fixture.Part + ".json", origin);
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Null(server.Requests.Single().From);
        Assert.Equal($"{fixture.Part}: is not the beginning of {server.Address("words.tar.gz")}: the download begins again.", Assert.Single(fixture.Notices));
    }

    [Fact]
    public async Task An_interrupted_download_keeps_what_has_come()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.Stall(Archive, 50_000), LocalServer.File(Archive));
        using var stop = new CancellationTokenSource();
        DownloadOptions options = fixture.Options(server) with { Progress = new StopAt(50_000, stop) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadFixture.Set(Archive).DownloadAsync(options, stop.Token));
        Assert.False(Directory.Exists(fixture.Folder));
        Assert.Equal(50_000, new FileInfo(fixture.Part).Length);
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Equal(50_000, server.Requests.Last().From);
    }

    [Fact]
    public async Task Two_downloads_into_one_folder_do_not_meet()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.Stall(Archive, 1000));
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        DownloadOptions first = fixture.Options(server) with { Progress = new Call(() => begun.TrySetResult()) };
        Task running = DownloadFixture.Set(Archive).DownloadAsync(first, stop.Token);
        await begun.Task;
        Assert.Equal(
            $"{fixture.Work}: another download into it is under way. Wait for it to end, or name another folder with --out.",
            await fixture.Failure(DownloadFixture.Set(Archive), fixture.Options(server)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    /// <summary>The unfinished download counts as one from this server: its port is another than the earlier one's.</summary>
    private static void MoveTo(LocalServer server, DownloadFixture fixture)
    {
        string path = fixture.Part + ".json";
        string text = File.ReadAllText(path);
        File.WriteAllText(path, System.Text.RegularExpressions.Regex.Replace(text, "http://[^\"]*", server.Address("words.tar.gz").AbsoluteUri));
    }

    private sealed class Call(Action action) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => action();
    }

    private sealed class StopAt(long bytes, CancellationTokenSource stop) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            if (value.Bytes >= bytes)
            {
                stop.Cancel();
            }
        }
    }
}
