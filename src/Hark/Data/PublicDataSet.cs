namespace Hark.Data;

/// <summary>A data set that anybody may fetch: where it is, how large, and the checksum by which it is known.</summary>
public sealed record PublicDataSet
{
    /// <summary>As it is typed: <c>speech-commands-v2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in one line, with its licence.</summary>
    public required string Description { get; init; }

    /// <summary>The official address: a <c>.tar.gz</c>, which is unpacked, or one file, which is kept as it is.</summary>
    public required Uri Address { get; init; }

    /// <summary>Size of the file at the address; null where it is not known.</summary>
    public long? ArchiveBytes { get; init; }

    /// <summary>Room that the unpacked files take at most; 0 for a file that is not unpacked.</summary>
    public long UnpackedBytes { get; init; }

    /// <summary>SHA-256 of the file at the address, in hexadecimal; null where none is published: the first one seen is then recorded and compared with.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What to know about the checksum where a download does not have it.</summary>
    public string? ChecksumNote { get; init; }

    /// <summary>Where it goes unless another folder is named: <c>hark/data/NAME</c> in the user's cache folder.</summary>
    public string DefaultFolder => CacheFolder.Of("data", Name);

    internal string FileName => System.IO.Path.GetFileName(Address.AbsolutePath);

    internal bool IsPacked => FileName.EndsWith(".tar.gz", StringComparison.Ordinal);

    /// <summary>How to do without the network of this machine.</summary>
    internal string ByHand => $"Or fetch {Address} by other means and hand the file over: hark data download {Name} --from FILE";

    /// <summary>The set in its default folder, as <see cref="DataSet.Open"/> takes it; null where it has not been downloaded.</summary>
    public string? FindDownloaded() => DownloadReceipt.Read(DefaultFolder)?.Set == Name && DataPath(DefaultFolder) is var path && System.IO.Path.Exists(path) ? path : null;

    /// <summary>
    /// Fetches the set, going on where an earlier download was cut off; checks its SHA-256; unpacks it. The folder appears whole or not at all.
    /// A set that is there already is left as it is.
    /// </summary>
    /// <param name="options">Where from and where to; null for the official address and <see cref="DefaultFolder"/>.</param>
    /// <param name="cancellation">Stops it; what has come so far is kept for the next time.</param>
    /// <exception cref="HarkException">No network, no room, a server that does not serve the file, a wrong checksum, an archive that is not safe: says which, and what to do.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<DownloadedDataSet> DownloadAsync(DownloadOptions? options = null, CancellationToken cancellation = default)
        => new DataSetDownload(this, options ?? new DownloadOptions()).RunAsync(cancellation);

    /// <summary>What in <paramref name="folder"/> <see cref="DataSet.Open"/> takes: the folder itself, or the one file in it.</summary>
    internal string DataPath(string folder) => IsPacked ? folder : System.IO.Path.Combine(folder, FileName);
}
