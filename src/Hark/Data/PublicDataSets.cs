namespace Hark.Data;

/// <summary>The public sets that Hark can fetch by name.</summary>
public static class PublicDataSets
{
    /// <summary>Room for recordings of at most a second at 16 kHz, 16 bit, on a disk that gives out 4 KiB at a time.</summary>
    private const long ClipRoom = 36 * 1024;

    private const string Licence = "(Warden 2018, arXiv 1804.03209; CC BY 4.0)";

    /// <summary>Every known set.</summary>
    /// <remarks>
    /// Addresses and checksums are those of the TensorFlow tutorials and data sets. Nobody publishes a checksum of the test archive: the one
    /// here is the one that users of it have recorded. The lesson's file has none.
    /// </remarks>
    public static IReadOnlyList<PublicDataSet> All { get; } =
    [
        new()
        {
            Name = "speech-commands-v1",
            Description = $"Speech Commands v0.01: 64,727 recordings of 30 words {Licence}",
            Address = new Uri("http://download.tensorflow.org/data/speech_commands_v0.01.tar.gz"),
            ArchiveBytes = 1_489_096_277,
            UnpackedBytes = 64_727 * ClipRoom,
            Sha256 = "743935421bb51cccdb6bdd152e04c5c70274e935c82119ad7faeec31780d811d",
        },
        new()
        {
            Name = "speech-commands-v2",
            Description = $"Speech Commands v0.02: 105,829 recordings of 35 words {Licence}",
            Address = new Uri("http://download.tensorflow.org/data/speech_commands_v0.02.tar.gz"),
            ArchiveBytes = 2_428_923_189,
            UnpackedBytes = 105_829 * ClipRoom,
            Sha256 = "af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58",
        },
        new()
        {
            Name = "speech-commands-v2-test",
            Description = $"the published test clips of v0.02: 4,890 of twelve classes {Licence}",
            Address = new Uri("http://download.tensorflow.org/data/speech_commands_test_set_v0.02.tar.gz"),
            ArchiveBytes = 112_563_277,
            UnpackedBytes = 4_890 * ClipRoom,
            Sha256 = "cc2a00c1147c2254e9be3fa0f779d8c17421dc349b86366567a8edfa9acd51df",
            ChecksumNote = "The expected checksum is not published by the makers of the set: it is one that users recorded, and so may be what is wrong.",
        },
        new()
        {
            Name = "lesson",
            Description = "the lesson's file speech_wav_8000.npz: 50,620 recordings at 8 kHz of twelve classes",
            Address = new Uri("https://aiffelstaticdev.blob.core.windows.net/dataset/speech_wav_8000.npz"),
        },
    ];

    /// <summary>The set of a name; null where there is none.</summary>
    public static PublicDataSet? Find(string name) => All.FirstOrDefault(set => string.Equals(set.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The path itself; or, where nothing is there and it is a known set's name, the set in the user's cache.</summary>
    /// <exception cref="HarkException">It names a set that has not been downloaded.</exception>
    internal static string Locate(string path)
    {
        if (Path.Exists(path) || Find(path) is not { } set)
        {
            return path;
        }

        return set.FindDownloaded() ?? throw new HarkException(
            $"{path}: there is no such file or folder, and the public set of that name has not been downloaded ({set.DefaultFolder}). "
            + $"Get it with 'hark data download {set.Name}', or give the folder where you have it.");
    }
}
