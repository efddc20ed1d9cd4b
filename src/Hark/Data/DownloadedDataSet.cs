namespace Hark.Data;

/// <summary>A public set that is on this disk.</summary>
public sealed record DownloadedDataSet
{
    public required string Name { get; init; }

    /// <summary>What <see cref="DataSet.Open"/> takes.</summary>
    public required string Path { get; init; }

    /// <summary>Where its file came from: an address, or a file's path.</summary>
    public required string Source { get; init; }

    /// <summary>Size of the downloaded file.</summary>
    public required long ArchiveBytes { get; init; }

    /// <summary>SHA-256 of the downloaded file, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Files of the set.</summary>
    public required int Files { get; init; }

    /// <summary>Bytes of these files.</summary>
    public required long Bytes { get; init; }

    /// <summary>It was there before, and nothing was fetched.</summary>
    public required bool AlreadyThere { get; init; }

    /// <summary>The archive, where it was to be kept and was fetched now.</summary>
    public string? Archive { get; init; }
}
