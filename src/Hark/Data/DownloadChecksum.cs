namespace Hark.Data;

/// <summary>By which SHA-256 a download is judged: the given one, the published one, else the one first seen here.</summary>
internal sealed class DownloadChecksum(PublicDataSet set, DownloadOptions options, string folder, string source)
{
    /// <summary>In hexadecimal; null before any was seen.</summary>
    public string? Expected
    {
        get
        {
            if ((options.Sha256 ?? set.Sha256) is { } known)
            {
                return known.ToLowerInvariant();
            }

            string[] words = File.Exists(FirstSeen) ? File.ReadAllText(FirstSeen).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
            return words.Length > 0 ? words[0].ToLowerInvariant() : null;
        }
    }

    /// <summary>Beside the folder, not in it: it outlives the folder.</summary>
    private string FirstSeen => folder + ".sha256";

    /// <summary>Of a file without a published checksum: writes the one seen first, or says that it is the same.</summary>
    public void Record(string sum)
    {
        if (options.Sha256 is not null || set.Sha256 is not null)
        {
            return;
        }

        if (File.Exists(FirstSeen))
        {
            options.Notice?.Invoke($"the checksum is the one first seen here ({FirstSeen}).");
            return;
        }

        // As sha256sum writes it and takes it with -c.
        AtomicFile.WriteText(FirstSeen, $"{sum}  {Path.GetFileName(folder)}/{set.FileName}\n");
        options.Notice?.Invoke($"no checksum of this file is published: {sum}, seen here first, is recorded in {FirstSeen}, and later downloads must equal it.");
    }

    /// <param name="found">What the file has.</param>
    /// <param name="expected">What it should have.</param>
    /// <param name="kept">What became of the file.</param>
    public HarkException Wrong(string found, string expected, string kept)
    {
        string note = (options.Sha256, set.Sha256, set.ChecksumNote) switch
        {
            (not null, _, _) or (_, not null, null) => "",
            (_, not null, { } why) => $"{why} ",
            _ => $"Expected is what was first seen here; delete {FirstSeen} to take the file as it is now. ",
        };
        string remedy = options.ArchiveFile is null ? "Download again; if it stays so, the file at the address has changed" : "Download it again";
        return new HarkException($"{source}: has the SHA-256 {found}, expected {expected}. {kept} {note}{remedy}, or say --sha256 with the checksum that you trust.");
    }
}
