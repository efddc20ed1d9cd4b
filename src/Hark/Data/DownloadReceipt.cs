using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hark.Data;

/// <summary>The file in a downloaded set's folder by which it is known to be whole, and what it was made from.</summary>
internal sealed record DownloadReceipt(string Set, string Source, long ArchiveBytes, string Sha256, int Files, long Bytes)
{
    public const string FileName = "hark-download.json";

    /// <summary>The receipt of a folder; null where there is none that can be read.</summary>
    public static DownloadReceipt? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder, FileName)), DownloadJson.Default.DownloadReceipt);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(string folder)
        => AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, DownloadJson.Default.DownloadReceipt) + "\n");
}

/// <summary>The small files that a download leaves.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DownloadReceipt))]
[JsonSerializable(typeof(DownloadOrigin))]
internal sealed partial class DownloadJson : JsonSerializerContext;
