using System.Buffers;

namespace Hark.Data;

/// <summary>Which names in an archive may become files.</summary>
internal static class ArchiveName
{
    private const int MostCharacters = 240;
    private const int MostDepth = 16;

    /// <summary>What a name cannot hold on one system or another.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\:*?\"<>|");

    /// <summary>The folders and the file of a name, <c>./</c> left out; none for the archive's own root.</summary>
    /// <exception cref="HarkException">It leads out of the folder, or cannot be a name on every system.</exception>
    public static string[] Parts(string name, string archive)
    {
        if (name.Length > MostCharacters)
        {
            throw Unsafe(archive, $"{name[..40]}...", $"is {name.Length} characters long, more than {MostCharacters}");
        }

        if (name.StartsWith('/') || (name.Length > 1 && name[1] == ':'))
        {
            throw Unsafe(archive, name, "is absolute");
        }

        string[] parts = [.. name.Split('/').Where(part => part is not ("" or "."))];
        foreach (string part in parts)
        {
            if (part == "..")
            {
                throw Unsafe(archive, name, "leads out of the folder");
            }

            // Windows drops dots and spaces at the end: "a.." and "a" would be one file.
            if (part.AsSpan().ContainsAny(Forbidden) || part.Any(char.IsControl) || part[^1] is '.' or ' ')
            {
                throw Unsafe(archive, name, "cannot be a file's name on every system");
            }
        }

        return parts.Length <= MostDepth ? parts : throw Unsafe(archive, name, $"lies {parts.Length} folders deep, more than {MostDepth}");
    }

    /// <summary>The answer to an entry that must not be unpacked.</summary>
    public static HarkException Unsafe(string archive, string name, string why)
        => new($"{archive}: the entry '{Printable(name)}' {why}. Nothing was unpacked: it is not the set, so do not unpack it by hand either.");

    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
