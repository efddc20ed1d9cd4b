using Hark.Data;
using System.Net;
using System.Net.Sockets;

namespace Hark.Tests.Data;

/// <summary>What a person reads where a set cannot be had.</summary>
public class DownloadFaultsTests
{
    private const string ByHand = "Or fetch http://example.invalid/words.tar.gz by other means and hand the file over: hark data download words --from FILE";
    private static readonly byte[] Archive = DownloadFixture.Archive;

    [Theory]
    [InlineData("404 Not Found", "the server answers 404 Not Found, not with the file. The set may have moved: give another address with --url.")]
    [InlineData("403 Forbidden", "the server answers 403 Forbidden, not with the file. The set may have moved: give another address with --url.")]
    [InlineData("206 Partial Content\r\nContent-Range: bytes 0-0/1\r\nContent-Length: 1", "the server answers 206 Partial Content, not with the file. The set may have moved: give another address with --url.")]
    [InlineData("302 Found\r\nLocation: /words.tar.gz", "leads on more than 5 times or to an address that cannot be followed (302 Found).")]
    [InlineData("302 Found\r\nLocation: file:///etc/passwd", "leads on more than 5 times or to an address that cannot be followed (Invalid URI: The hostname could not be parsed).")]
    [InlineData("200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5", "is answered with a web page, not with the file. The network may want a log-in first, or the set has moved.")]
    [InlineData("200 OK\r\nContent-Length: 5", "offers 5 bytes, but the file has {0}. It is another file, or the network has put something in its place.")]
    public async Task An_answer_that_is_not_the_file_is_told(string head, string message)
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.Raw(head, [1, 2, 3, 4, 5]));
        string expected = message.Replace("{0}", $"{Archive.Length:N0}", StringComparison.Ordinal);
        Assert.Equal($"{server.Address("words.tar.gz")}: {expected} {ByHand}", await fixture.Failure(DownloadFixture.Set(Archive), fixture.Options(server)));
    }

    [Fact]
    public async Task An_error_of_the_server_is_tried_again_before_it_is_told()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.Raw("500 Internal Server Error"), LocalServer.Raw("429 Too Many Requests"), LocalServer.File(Archive));
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.StartsWith("the server answers 500 Internal Server Error, 0 bytes are here; attempt 2 of 4 in ", fixture.Notices[0], StringComparison.Ordinal);
        Assert.StartsWith("the server answers 429 Too Many Requests, 0 bytes are here; attempt 3 of 4 in ", fixture.Notices[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_refused_is_told_at_once()
    {
        using var fixture = new DownloadFixture();
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var options = new DownloadOptions { Folder = fixture.Folder, Address = new Uri($"http://127.0.0.1:{port}/words.tar.gz"), Notice = fixture.Notices.Add };
        string message = await fixture.Failure(DownloadFixture.Set(Archive), options);
        Assert.StartsWith($"http://127.0.0.1:{port}/words.tar.gz: cannot be reached (", message, StringComparison.Ordinal);
        Assert.EndsWith($"). Check that this machine has a network (behind a proxy: HTTP_PROXY), then run the same command again. {ByHand}", message, StringComparison.Ordinal);
        Assert.Empty(fixture.Notices);
        Assert.False(Directory.Exists(fixture.Work));
    }

    [Fact]
    public async Task Bytes_that_are_not_the_sets_are_removed()
    {
        using var fixture = new DownloadFixture();
        byte[] wrong = [.. Archive];
        wrong[1000] ^= 4;
        using var server = new LocalServer(LocalServer.File(wrong));
        string message = await fixture.Failure(DownloadFixture.Set(Archive), fixture.Options(server));
        Assert.Equal(
            $"{server.Address("words.tar.gz")}: has the SHA-256 {DownloadFixture.Sum(wrong)}, expected {DownloadFixture.Sum(Archive)}. What was downloaded has been removed. "
            + "Download again; if it stays so, the file at the address has changed, or say --sha256 with the checksum that you trust.",
            message);
        Assert.False(Directory.Exists(fixture.Work));
    }

    [Fact]
    public async Task A_checksum_from_one_source_only_is_said_to_be_so()
    {
        PublicDataSet test = PublicDataSets.Find("speech-commands-v2-test")!;
        using var fixture = new DownloadFixture();
        byte[] wrong = [1, 2, 3];
        string file = fixture["by-hand.tar.gz"];
        File.WriteAllBytes(file, wrong);
        Assert.Equal(
            $"{file}: has the SHA-256 {DownloadFixture.Sum(wrong)}, expected {test.Sha256}. It was left where it is. {test.ChecksumNote} "
            + "Download it again, or say --sha256 with the checksum that you trust.",
            await fixture.Failure(test, new DownloadOptions { Folder = fixture.Folder, ArchiveFile = file }));
        Assert.Equal(wrong, File.ReadAllBytes(file));
    }

    [Fact]
    public async Task A_length_that_promises_more_than_comes_is_a_cut_for_ever()
    {
        using var fixture = new DownloadFixture();
        PublicDataSet set = DownloadFixture.Set(Archive) with { ArchiveBytes = null };
        using var server = new LocalServer(LocalServer.Raw($"200 OK\r\nContent-Length: {Archive.Length + 10}", Archive));
        string message = await fixture.Failure(set, fixture.Options(server));
        Assert.Matches($"^{server.Address("words.tar.gz")}: gave up after 4 attempts: the connection broke .*[.] The {Archive.Length:N0} bytes that have come are kept[.] Try again later", message);
    }

    [Fact]
    public async Task A_length_that_promises_less_than_there_is_gives_a_wrong_checksum()
    {
        using var fixture = new DownloadFixture();
        PublicDataSet set = DownloadFixture.Set(Archive) with { ArchiveBytes = null };
        using var server = new LocalServer(LocalServer.Raw($"200 OK\r\nContent-Length: {Archive.Length - 10}", Archive));
        string message = await fixture.Failure(set, fixture.Options(server));
        Assert.Contains($": has the SHA-256 {DownloadFixture.Sum(Archive[..^10])}, expected {set.Sha256}. What was downloaded has been removed.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_tells_no_length_is_stopped_at_the_length_of_the_set()
    {
        using var fixture = new DownloadFixture();
        using (var good = new LocalServer(LocalServer.Raw("200 OK", Archive)))
        {
            await fixture.Download(good);
            fixture.AssertWhole();
            Directory.Delete(fixture.Folder, recursive: true);
        }

        using var server = new LocalServer(LocalServer.Raw("200 OK", [.. Archive, 0]));
        Assert.Equal(
            $"{server.Address("words.tar.gz")}: sends more than the {Archive.Length:N0} bytes that it should have. It is not the file that is wanted. {ByHand}",
            await fixture.Failure(DownloadFixture.Set(Archive), fixture.Options(server)));
    }

    [Fact]
    public async Task A_lack_of_room_is_told_before_anything_is_fetched()
    {
        using var fixture = new DownloadFixture();
        PublicDataSet set = DownloadFixture.Set(Archive) with { UnpackedBytes = long.MaxValue / 2 };
        using var server = new LocalServer(LocalServer.File(Archive));
        string message = await fixture.Failure(set, fixture.Options(server));
        Assert.Matches(
            $"^{fixture.Work}: {set.UnpackedBytes + Archive.Length:N0} bytes are needed [(]the archive and what is unpacked from it[)], but [0-9,]+ bytes are free[.] Make room, or name a folder on another disk with --out[.]$",
            message);
        Assert.False(Directory.Exists(fixture.Work));
    }

    [Fact]
    public async Task A_file_brought_by_hand_is_checked_unpacked_and_left()
    {
        using var fixture = new DownloadFixture();
        string file = fixture["손으로.tar.gz"];
        File.WriteAllBytes(file, Archive);
        DownloadedDataSet set = await DownloadFixture.Set(Archive).DownloadAsync(new DownloadOptions { Folder = fixture.Folder, ArchiveFile = file });
        fixture.AssertWhole();
        Assert.Equal((file, DownloadFixture.Sum(Archive)), (set.Source, set.Sha256));
        Assert.Equal(Archive, File.ReadAllBytes(file));

        Directory.Delete(fixture.Folder, recursive: true);
        Assert.Equal(
            $"{fixture["none"]}: there is no such file. Give the file that was downloaded from http://example.invalid/words.tar.gz.",
            await fixture.Failure(DownloadFixture.Set(Archive), new DownloadOptions { Folder = fixture.Folder, ArchiveFile = fixture["none"] }));
    }

    [Fact]
    public async Task A_kept_archive_is_taken_again_without_a_network()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.File(Archive));
        DownloadedDataSet set = await DownloadFixture.Set(Archive).DownloadAsync(fixture.Options(server) with { KeepArchive = true });
        Assert.Equal(Path.Combine(fixture.Work, "words.tar.gz"), set.Archive);
        Assert.Equal(Archive, File.ReadAllBytes(set.Archive!));
        Assert.Equal([set.Archive!], Directory.GetFileSystemEntries(fixture.Work));

        // As a process leaves it that is killed while it unpacks.
        Directory.Delete(fixture.Folder, recursive: true);
        Directory.CreateDirectory(Path.Combine(fixture.Work, "unpacked", "네"));
        File.WriteAllBytes(Path.Combine(fixture.Work, "unpacked", "네", "0b_nohash_0.wav"), [1, 2, 3]);
        File.WriteAllText(Path.Combine(fixture.Work, "lock"), "");
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_archive_left_behind_that_is_another_is_fetched_anew()
    {
        using var fixture = new DownloadFixture();
        using var server = new LocalServer(LocalServer.File(Archive));
        Directory.CreateDirectory(Path.Combine(fixture.Work, "unpacked", "yes"));
        File.WriteAllText(Path.Combine(fixture.Work, "words.tar.gz"), "something else");
        await fixture.Download(server);
        fixture.AssertWhole();
        Assert.Equal($"{Path.Combine(fixture.Work, "words.tar.gz")}: is not what is expected: the download begins again.", Assert.Single(fixture.Notices));
    }

    [Fact]
    public async Task Every_fault_of_the_options_is_told_at_once()
    {
        var options = new DownloadOptions { Address = new Uri("ftp://example.invalid/a"), Sha256 = "12", ArchiveFile = "a" };
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => DownloadFixture.Set(Archive).DownloadAsync(options));
        Assert.Equal(
            "Download options: the address 'ftp://example.invalid/a' must begin with http:// or https://; the SHA-256 '12' must have 64 hexadecimal digits; an address and a file cannot both be given.",
            error.Message);
    }
}
