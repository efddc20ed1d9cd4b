namespace Hark.Data;

/// <summary>Reads and writes NumPy archives (<c>.npz</c>).</summary>
/// <example><code>
/// using var clips = Npz.Open("speech_wav_8000.npz");
/// NpyArray waves = clips["wav_vals"];      // [50620, 8000] float32
/// </code></example>
public static class Npz
{
    /// <summary>Opens an archive and reads its directory; arrays are read when they are asked for.</summary>
    /// <exception cref="HarkException">The file is missing, cut short, damaged or no archive.</exception>
    public static NpzArchive Open(string path) => new(path);

    /// <summary>Writes the arrays as they are, as numpy.savez does.</summary>
    /// <exception cref="HarkException">The folder or disk cannot take the file.</exception>
    public static void Save(string path, params IReadOnlyList<(string Name, NpyArray Array)> arrays)
        => Save(path, compress: false, arrays);

    /// <summary>Writes the arrays deflated, as numpy.savez_compressed does.</summary>
    /// <exception cref="HarkException">The folder or disk cannot take the file.</exception>
    public static void SaveCompressed(string path, params IReadOnlyList<(string Name, NpyArray Array)> arrays)
        => Save(path, compress: true, arrays);

    private static void Save(string path, bool compress, IReadOnlyList<(string Name, NpyArray Array)> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, NpyArray array) in arrays)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(array);
            if (!names.Add(name))
            {
                throw new ArgumentException($"Two arrays are named '{name}'; give each a name of its own.", nameof(arrays));
            }
        }

        AtomicFile.Write(path, stream =>
        {
            var writer = new NpzWriter(stream);
            foreach ((string name, NpyArray array) in arrays)
            {
                writer.Add(name + ".npy", compress, output => Npy.Write(output, array));
            }

            writer.Finish();
        });
    }
}
