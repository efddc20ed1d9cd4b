using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hark.Data;

/// <summary>Which side of the data a clip belongs to.</summary>
public enum DataSplit
{
    Train,
    Validation,
    Test,
}

/// <summary>
/// The hash split of Speech Commands (Warden 2018): the SHA-1 of the speaker's name decides the side, so that all clips of a speaker
/// stand on the same one, whatever else is added to the set.
/// </summary>
public static class SpeakerSplit
{
    private const string Mark = "_nohash_";
    private const int Maximum = (1 << 27) - 1;

    /// <summary>The speaker in <c>.../speaker_nohash_n.wav</c>, or null where the name does not tell.</summary>
    public static string? SpeakerOf(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        string name = BaseName(fileName);
        int mark = name.IndexOf(Mark, StringComparison.Ordinal);
        return mark > 0 ? name[..mark] : null;
    }

    /// <summary>
    /// Place of the file's speaker between 0 and 100: SHA-1 of the name before <c>_nohash_</c> (of the whole file name where there is
    /// none) modulo 2²⁷, times 100 / (2²⁷ − 1).
    /// </summary>
    public static double Percentage(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        string name = BaseName(fileName);
        int mark = name.IndexOf(Mark, StringComparison.Ordinal);
        byte[] hash = SHA1.HashData(Encoding.UTF8.GetBytes(mark < 0 ? name : name[..mark]));
        uint low = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash.Length - 4)) & Maximum;
        return low * (100.0 / Maximum);
    }

    /// <summary>The side of a file: below 10 validation, below 20 test, else training.</summary>
    public static DataSplit Of(string fileName) => Percentage(fileName) switch
    {
        < 10 => DataSplit.Validation,
        < 20 => DataSplit.Test,
        _ => DataSplit.Train,
    };

    private static string BaseName(string fileName) => fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
}
