namespace Hark.Audio;

/// <summary>The command lines that turn a file Hark cannot read into one it can.</summary>
internal static class ConversionHint
{
    /// <summary>"Convert it with: ffmpeg …", with sox's form where sox reads the format too.</summary>
    /// <param name="name">The file as the user named it.</param>
    /// <param name="sox">sox reads the format as well.</param>
    public static string For(string name, bool sox)
    {
        string target = Quote(Path.ChangeExtension(name, null) + "-pcm16.wav");
        string ffmpeg = $"Convert it with: ffmpeg -i {Quote(name)} -c:a pcm_s16le {target}";
        return sox ? $"{ffmpeg}   or: sox {Quote(name)} -e signed-integer -b 16 {target}" : ffmpeg;
    }

    /// <summary>As one word of a shell command, quoted where it must be.</summary>
    public static string Quote(string word)
        => word.All(c => char.IsLetterOrDigit(c) || c is '.' or '/' or '\\' or '-' or '_' or ':')
            ? word
            : $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
