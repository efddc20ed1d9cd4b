namespace Hark.Data;

/// <summary>Where a public set is fetched from and put to, and who is told about it.</summary>
public sealed record DownloadOptions
{
    /// <summary>The folder that the set becomes; null for its <see cref="PublicDataSet.DefaultFolder"/>. Beside it, <c>FOLDER.download</c> holds what has come so far.</summary>
    public string? Folder { get; init; }

    /// <summary>Another address (http or https) of the same file; null for the official one.</summary>
    public Uri? Address { get; init; }

    /// <summary>The SHA-256 to expect, in hexadecimal; null for the published one.</summary>
    public string? Sha256 { get; init; }

    /// <summary>A file that was downloaded by other means, taken instead of the network; it is left where it is.</summary>
    public string? ArchiveFile { get; init; }

    /// <summary>Keep the archive after unpacking.</summary>
    public bool KeepArchive { get; init; }

    /// <summary>Told how far it is, on the thread at work.</summary>
    public IProgress<DownloadProgress>? Progress { get; init; }

    /// <summary>Told, in sentences, what a person should know on the way: a cut, a wait, a new beginning.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Attempts after the first one that bring nothing new before it gives up.</summary>
    internal int Retries { get; init; } = 5;

    /// <summary>The wait before the first of these; each next one doubles it.</summary>
    internal TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may say nothing.</summary>
    internal TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentException">Says every fault at once.</exception>
    internal void Validate()
    {
        var faults = new List<string>();
        if (Address is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")))
        {
            faults.Add($"the address '{address}' must begin with http:// or https://");
        }

        if (Sha256 is { } sum && !(sum.Length == 64 && sum.All(char.IsAsciiHexDigit)))
        {
            faults.Add($"the SHA-256 '{sum}' must have 64 hexadecimal digits");
        }

        if (Address is not null && ArchiveFile is not null)
        {
            faults.Add("an address and a file cannot both be given");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Download options: {string.Join("; ", faults)}.");
        }
    }
}

/// <summary>What a download is doing.</summary>
public enum DownloadPhase
{
    /// <summary>Reads what is here already, for its checksum.</summary>
    Checking,

    /// <summary>Fetches bytes.</summary>
    Downloading,

    /// <summary>Unpacks the archive.</summary>
    Unpacking,
}

/// <summary>How far a download is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Bytes">Bytes of the file behind it, those of an earlier download included.</param>
/// <param name="Total">Bytes in all; null where the server does not say.</param>
public readonly record struct DownloadProgress(DownloadPhase Phase, long Bytes, long? Total);
