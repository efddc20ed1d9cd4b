using System.Net.Http.Headers;

namespace Hark.Data;

/// <summary>Which version of which file the bytes of an unfinished download are from.</summary>
/// <param name="Address">Where it was asked for.</param>
/// <param name="ETag">The server's strong name of the version; null where it gives none.</param>
/// <param name="LastModified">When the version was made, as far as the server tells.</param>
/// <param name="Total">Its size in bytes, as far as the server tells.</param>
internal sealed record DownloadOrigin(string Address, string? ETag, DateTimeOffset? LastModified, long? Total)
{
    public static DownloadOrigin Of(Uri address, HttpResponseMessage response, long? total) => new(
        address.AbsoluteUri,
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null,
        response.Content.Headers.LastModified,
        total);

    /// <summary>The condition under which a server sends the rest only; null where the version has no name.</summary>
    public RangeConditionHeaderValue? Condition
        => ETag is not null ? new RangeConditionHeaderValue(ETag) : LastModified is { } date ? new RangeConditionHeaderValue(date) : null;

    /// <summary>Whether <paramref name="other"/> is certainly another version.</summary>
    public bool DiffersFrom(DownloadOrigin other)
        => Differ(ETag, other.ETag) || Differ(LastModified, other.LastModified) || Differ(Total, other.Total);

    private static bool Differ<T>(T? one, T? other) => one is not null && other is not null && !one.Equals(other);
}
