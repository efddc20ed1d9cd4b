namespace Hark.Data;

/// <summary>Reads and writes single NumPy arrays (<c>.npy</c>).</summary>
public static class Npy
{
    /// <summary>Loads the array at <paramref name="path"/>; its values take their own bytes in memory and no second copy.</summary>
    /// <exception cref="HarkException">The file is missing, damaged, cut short, lies about its size, or holds Python objects.</exception>
    public static NpyArray Load(string path) => Open(path, input =>
    {
        NpyHeader header = NpyHeader.Read(input);
        return new NpyArray(path, header.Type, header.Width, [.. header.Shape], NpyData.Read(input, header));
    });

    /// <summary>Reads only the header of the array at <paramref name="path"/>.</summary>
    /// <exception cref="HarkException">As <see cref="Load"/>.</exception>
    public static NpyHeader ReadHeader(string path) => Open(path, NpyHeader.Read);

    /// <summary>Writes <paramref name="array"/> to <paramref name="path"/> in C order.</summary>
    /// <exception cref="HarkException">The folder or disk cannot take the file.</exception>
    public static void Save(string path, NpyArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        AtomicFile.Write(path, stream => Write(stream, array));
    }

    internal static void Write(Stream stream, NpyArray array)
    {
        stream.Write(NpyHeader.Format(array.Type, array.Width, array.Shape));
        NpyData.Write(stream, array.Values);
    }

    private static T Open<T>(string path, Func<NpyInput, T> read)
    {
        using var file = InputFile.Open(path, "a NumPy array (.npy)");
        using var stream = new InputFileRegion(file, 0, file.Length);
        return read(new NpyInput(stream, path, file.Length));
    }
}
