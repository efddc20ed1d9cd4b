using Hark.Studio.Hosting;
using System.Security.Cryptography;
using System.Text;

namespace Hark.Studio.Data;

/// <summary>
/// The data sets that the page may open: the bundled corpus, what was recorded in the page, and what <c>--data</c> names (a set, or a folder of
/// sets). Each is known to the page by an id, never by a path that it may choose.
/// </summary>
internal sealed class DataPlaces(StudioOptions options)
{
    private const int MostSets = 200;

    /// <summary>What there is now.</summary>
    public IReadOnlyList<DataPlace> List()
    {
        List<DataPlace> places = [Place(options.Corpus, DataOrigin.Bundled)];
        if (IsSet(options.Recordings))
        {
            places.Add(Place(options.Recordings, DataOrigin.Recorded));
        }

        foreach (string path in options.Data)
        {
            IEnumerable<string> sets = IsSet(path) || !Directory.Exists(path) ? [path] : Inside(path);
            places.AddRange(sets.Select(set => Place(set, DataOrigin.Given)));
        }

        return [.. places.DistinctBy(p => p.Id).Take(MostSets)];
    }

    /// <exception cref="HarkException">There is none of that id.</exception>
    public DataPlace Find(string id)
        => List().FirstOrDefault(p => p.Id == id) ?? throw new HarkException("That data set is not open here. Choose another, or start Studio with --data PATH.");

    private static DataPlace Place(string path, DataOrigin origin)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)).AsSpan(0, 6));
        return new DataPlace(id, Path.GetFileName(full), full, origin);
    }

    /// <summary>An archive, or a folder with recordings in folders named by their labels.</summary>
    private static bool IsSet(string path)
        => File.Exists(path) || (Directory.Exists(path) && Try(() => Directory.EnumerateDirectories(path).Any(HasSound)));

    private static bool HasSound(string folder)
        => Try(() => Directory.EnumerateFiles(folder).Any(file => file.EndsWith(".wav", StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<string> Inside(string folder)
        => Directory.EnumerateFileSystemEntries(folder).Where(path => Directory.Exists(path) ? IsSet(path) : path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);

    private static bool Try(Func<bool> look)
    {
        try
        {
            return look();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>Where a data set comes from.</summary>
internal enum DataOrigin
{
    Bundled,
    Recorded,
    Given,
}

/// <param name="Id">What the page calls it: the same after a restart.</param>
/// <param name="Name">The last name of its path.</param>
/// <param name="Path">To be shown.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record DataPlace(string Id, string Name, string Path, DataOrigin Origin);
