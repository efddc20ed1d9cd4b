namespace Hark.Studio.Data;

/// <summary>The data sets opened last, kept until their folders change.</summary>
internal sealed class OpenDataSets(DataPlaces places)
{
    private const int Most = 4;
    private readonly Lock _lock = new();
    private readonly List<(OpenData Data, DateTime Stamp)> _open = [];

    /// <summary>The set, opened if need be.</summary>
    /// <exception cref="HarkException">There is none of that id, it has vanished, or it is broken.</exception>
    public OpenData Get(string id)
    {
        DataPlace place = places.Find(id);
        lock (_lock)
        {
            DateTime stamp = Stamp(place.Path);
            int at = _open.FindIndex(o => o.Data.Place.Id == id);
            if (at >= 0 && _open[at].Stamp == stamp)
            {
                (OpenData Data, DateTime Stamp) found = _open[at];
                _open.RemoveAt(at);
                _open.Add(found);
                return found.Data;
            }

            if (at >= 0)
            {
                _open.RemoveAt(at);
            }

            OpenData opened = OpenData.Open(place);
            _open.Add((opened, stamp));
            if (_open.Count > Most)
            {
                _open.RemoveAt(0);
            }

            return opened;
        }
    }

    /// <summary>The newest change of the set: of a file, or of a folder and those directly in it, which new recordings change.</summary>
    private static DateTime Stamp(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.GetLastWriteTimeUtc(path);
        }

        DateTime newest = Directory.GetLastWriteTimeUtc(path);
        foreach (string folder in Directory.EnumerateDirectories(path))
        {
            DateTime changed = Directory.GetLastWriteTimeUtc(folder);
            newest = changed > newest ? changed : newest;
        }

        return newest;
    }
}
