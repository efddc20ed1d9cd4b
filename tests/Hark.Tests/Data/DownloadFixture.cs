using Hark.Data;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Hark.Tests.Data;

/// <summary>A small public set, a folder to bring it to, and what was said on the way.</summary>
internal sealed class DownloadFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The files of the set: noise, which gzip cannot make smaller.</summary>
    public static readonly IReadOnlyDictionary<string, byte[]> Files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
    {
        ["README.md"] = Noise(40, 1),
        ["yes/0a_nohash_0.wav"] = Noise(150_000, 2),
        ["네/0b_nohash_0.wav"] = Noise(150_000, 3),
    };

    public static readonly byte[] Archive = TarGz([new PaxTarEntry(TarEntryType.Directory, "./"), .. Files.Select(file => Entry("./" + file.Key, file.Value))]);

    public string Folder => _folder["모음 set"];

    public string Work => Folder + ".download";

    public string Part => Path.Combine(Work, "words.tar.gz.part");

    public List<string> Notices { get; } = [];

    public List<DownloadProgress> Progress { get; } = [];

    public string this[string name] => _folder[name];

    public static PublicDataSet Set(byte[] archive) => new()
    {
        Name = "words",
        Description = "a set of a test",
        Address = new Uri("http://example.invalid/words.tar.gz"),
        ArchiveBytes = archive.Length,
        UnpackedBytes = 1_000_000,
        Sha256 = Sum(archive),
    };

    public static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static byte[] Noise(int bytes, int seed)
    {
        var noise = new byte[bytes];
        new Random(seed).NextBytes(noise);
        return noise;
    }

    public static PaxTarEntry Entry(string name, byte[] bytes) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) };

    public static byte[] TarGz(params IReadOnlyList<TarEntry> entries)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            foreach (TarEntry entry in entries)
            {
                tar.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Options with no patience.</summary>
    public DownloadOptions Options(LocalServer server, string file = "words.tar.gz") => new()
    {
        Folder = Folder,
        Address = server.Address(file),
        Notice = Notices.Add,
        Progress = new Told(Progress),
        Retries = 3,
        FirstWait = TimeSpan.FromMilliseconds(1),
        IdleTimeout = TimeSpan.FromSeconds(20),
    };

    public Task<DownloadedDataSet> Download(LocalServer server) => Set(Archive).DownloadAsync(Options(server));

    /// <summary>The message of a download that fails and leaves no set.</summary>
    public async Task<string> Failure(PublicDataSet set, DownloadOptions options)
    {
        HarkException error = await Assert.ThrowsAsync<HarkException>(() => set.DownloadAsync(options));
        Assert.False(Directory.Exists(Folder));
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    /// <summary>Every file is there to the byte, and nothing else but the receipt.</summary>
    public void AssertWhole()
    {
        string[] found = [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/'))];
        Assert.Equal([.. Files.Keys.Append("hark-download.json").Order(StringComparer.Ordinal)], found.Order(StringComparer.Ordinal));
        Assert.All(Files, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(Folder, file.Key))));
        Assert.False(Directory.Exists(Work));
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Told(List<DownloadProgress> all) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => all.Add(value);
    }
}
