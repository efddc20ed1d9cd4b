using Hark.Data;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Hark.Tests.Data;

/// <summary>Archives from anywhere: none writes outside its folder, links, fills the disk, or leaves half a set.</summary>
public class TarUnpackerTests
{
    private static readonly byte[] Bytes = [1, 2, 3];

    public static TheoryData<string, string> UnsafeNames => new()
    {
        { "../evil.wav", "leads out of the folder" },
        { "yes/../../evil.wav", "leads out of the folder" },
        { "./..", "leads out of the folder" },
        { "/evil.wav", "is absolute" },
        { "C:/evil.wav", "is absolute" },
        { "C:evil.wav", "is absolute" },
        { "yes\\..\\..\\evil.wav", "cannot be a file's name on every system" },
        { "yes/evil.wav:stream", "cannot be a file's name on every system" },
        { "yes/evil.wav.", "cannot be a file's name on every system" },
        { ".. /evil.wav", "cannot be a file's name on every system" },
        { "yes/ev\u0007il.wav", "cannot be a file's name on every system" },
        { string.Concat(Enumerable.Repeat("a/", 17)) + "b", "lies 18 folders deep, more than 16" },
    };

    [Theory]
    [MemberData(nameof(UnsafeNames))]
    public async Task A_name_that_is_not_safe_is_refused(string name, string why)
    {
        using var fixture = new DownloadFixture();
        string message = await Refused(fixture, DownloadFixture.TarGz(DownloadFixture.Entry("ok.wav", Bytes), DownloadFixture.Entry(name, Bytes)));
        Assert.Equal($"the entry '{name.Replace('\u0007', '?')}' {why}. Nothing was unpacked: it is not the set, so do not unpack it by hand either.", message);
    }

    [Fact]
    public async Task A_name_without_end_is_refused()
    {
        using var fixture = new DownloadFixture();
        string message = await Refused(fixture, DownloadFixture.TarGz(DownloadFixture.Entry(new string('n', 100_000), Bytes)));
        Assert.StartsWith($"the entry '{new string('n', 40)}...' is 100000 characters long, more than 240.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "a symbolic link")]
    [InlineData(TarEntryType.HardLink, "a hard link")]
    [InlineData(TarEntryType.CharacterDevice, "a device")]
    [InlineData(TarEntryType.BlockDevice, "a device")]
    [InlineData(TarEntryType.Fifo, "a pipe")]
    public async Task What_is_no_plain_file_or_folder_is_refused(TarEntryType type, string kind)
    {
        using var fixture = new DownloadFixture();
        var entry = new PaxTarEntry(type, "yes");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = "/tmp";
        }

        string message = await Refused(fixture, DownloadFixture.TarGz(entry, DownloadFixture.Entry("yes/evil.wav", Bytes)));
        Assert.StartsWith($"the entry 'yes' is no plain file or folder but {kind}. Nothing was unpacked", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes/a.wav")]
    [InlineData("./yes//a.wav")]
    [InlineData("yes")]
    public async Task A_name_that_is_there_twice_is_refused(string second)
    {
        using var fixture = new DownloadFixture();
        string message = await Refused(fixture, DownloadFixture.TarGz(DownloadFixture.Entry("yes/a.wav", Bytes), DownloadFixture.Entry(second, Bytes)));
        Assert.StartsWith($"the entry '{second}' is there twice. Nothing was unpacked", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_unpacks_to_too_much_is_stopped()
    {
        using var fixture = new DownloadFixture();
        byte[] bomb = DownloadFixture.TarGz(DownloadFixture.Entry("a.wav", new byte[999_999]), DownloadFixture.Entry("b.wav", new byte[50_000_000]));
        Assert.True(bomb.Length < 1_000_000);
        Assert.Equal("unpacks to more than 1,000,000 bytes, which the set does not. Nothing was unpacked.", await Refused(fixture, bomb));
    }

    [Fact]
    public void An_archive_of_too_many_entries_is_stopped()
    {
        using var fixture = new DownloadFixture();
        string archive = fixture["many.tar.gz"];
        File.WriteAllBytes(archive, DownloadFixture.TarGz([.. Enumerable.Range(0, 11).Select(i => DownloadFixture.Entry($"{i}.wav", []))]));
        HarkException error = Assert.Throws<HarkException>(() => TarUnpacker.Unpack(archive, fixture["out"], new TarUnpacker.Limits(100, 10), new DownloadOptions(), default));
        Assert.Equal($"{archive}: has more than 10 entries, which the set has not. Nothing was unpacked.", error.Message);
    }

    [Fact]
    public async Task A_file_cut_short_is_told()
    {
        using var fixture = new DownloadFixture();
        foreach (int length in new[] { 0, 5, 1000, 200_000 })
        {
            Assert.Matches("^(is no whole .tar.gz archive [(].*[)][.] Nothing was unpacked[.] Give the whole archive of the set|holds no file[.] It is not the set)[.]$", await Refused(fixture, DownloadFixture.Archive[..length]));
        }
    }

    [Fact]
    public async Task What_is_no_archive_is_told()
    {
        using var fixture = new DownloadFixture();
        Assert.Matches("^is no whole .tar.gz archive ", await Refused(fixture, Encoding.UTF8.GetBytes("<html>not here</html>")));
        Assert.Matches("^is no whole .tar.gz archive ", await Refused(fixture, Gzip(DownloadFixture.Noise(5000, 1))));
        Assert.Equal("holds no file. It is not the set.", await Refused(fixture, Gzip(new byte[5000])));
        Assert.Equal("holds no file. It is not the set.", await Refused(fixture, DownloadFixture.TarGz(new PaxTarEntry(TarEntryType.Directory, "yes"))));
    }

    [Fact]
    public void Any_damage_is_told_or_harmless()
    {
        using var fixture = new DownloadFixture();
        byte[] good = DownloadFixture.TarGz(DownloadFixture.Entry("yes/a.wav", Bytes), new V7TarEntry(TarEntryType.V7RegularFile, "b.wav"), new GnuTarEntry(TarEntryType.RegularFile, new string('c', 150)));
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(good), CompressionMode.Decompress))
        {
            gzip.CopyTo(plain);
        }

        byte[] tar = plain.ToArray();
        var random = new Random(5);
        string archive = fixture["damaged.tar.gz"];
        for (int i = 0; i < TestScale.Count(reduced: 300, full: 4_000); i++)
        {
            byte[] damaged = [.. tar];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                // A header's checksum guards it, so make it right again: else no damage reaches what lies behind.
                int block = random.Next(tar.Length / 512) * 512;
                damaged[block + random.Next(512)] = (byte)random.Next(256);
                FixChecksum(damaged.AsSpan(block, 512));
            }

            File.WriteAllBytes(archive, Gzip(damaged));
            string into = Path.Combine(fixture["box"], "into");
            Directory.CreateDirectory(into);
            try
            {
                TarUnpacker.Unpack(archive, into, new TarUnpacker.Limits(1_000_000, 100), new DownloadOptions(), default);
            }
            catch (HarkException error)
            {
                Assert.StartsWith($"{archive}: ", error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', error.Message);
            }

            Assert.Equal([into], Directory.GetFileSystemEntries(fixture["box"]));
            Directory.Delete(into, recursive: true);
        }
    }

    /// <summary>The message, less the archive's name; neither set nor anything unpacked is left, inside or outside of the folder.</summary>
    private static async Task<string> Refused(DownloadFixture fixture, byte[] archive)
    {
        string file = fixture["evil.tar.gz"];
        File.WriteAllBytes(file, archive);
        string message = await fixture.Failure(DownloadFixture.Set(archive), new DownloadOptions { Folder = fixture.Folder, ArchiveFile = file });
        Assert.StartsWith($"{file}: ", message, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFileSystemEntries(fixture[""]));
        return message[(file.Length + 2)..];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }

    private static void FixChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header.Slice(148, 8));
    }
}
