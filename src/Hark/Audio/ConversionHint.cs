namespace Hark.Audio;

/// <summary>The command lines that turn a file Hark cannot read into one it can. What is no file, such as standard input, is told as a pipe from one.</summary>
internal static class ConversionHint
{
    /// <summary>"Convert it with: ffmpeg …", with sox's form where sox reads the format too.</summary>
    /// <param name="name">The file as the user named it, or what messages call a stream.</param>
    /// <param name="sox">sox reads the format as well.</param>
    public static string For(string name, bool sox)
    {
        if (!NamesFile(name))
        {
            const string pipe = "Convert the file first, or send here what this makes of it: ffmpeg -i FILE -c:a pcm_s16le -f wav -";
            return sox ? $"{pipe}   or: sox FILE -t wav -e signed-integer -b 16 -" : pipe;
        }

        string target = Quote(Path.ChangeExtension(name, null) + "-pcm16.wav");
        string ffmpeg = $"Convert it with: ffmpeg -i {Quote(name)} -c:a pcm_s16le {target}";
        return sox ? $"{ffmpeg}   or: sox {Quote(name)} -e signed-integer -b 16 {target}" : ffmpeg;
    }

    /// <summary>"Copy or export it again …" for a file that ends before its header says.</summary>
    public static string ForCutOff(string name)
    {
        bool file = NamesFile(name);
        return $"{(file ? "Copy or export it again" : "Send it whole")}, or keep what is there with: sox --ignore-length {(file ? Quote(name) : "FILE")} {(file ? Quote(Path.ChangeExtension(name, null) + "-kept.wav") : "KEPT.wav")}";
    }

    /// <summary>Streams are called by words ("standard input"); a file has an ending, or is there.</summary>
    private static bool NamesFile(string name) => Path.HasExtension(name) || File.Exists(name);

    /// <summary>As one word of a shell command, quoted where it must be.</summary>
    public static string Quote(string word)
        => word.All(c => char.IsLetterOrDigit(c) || c is '.' or '/' or '\\' or '-' or '_' or ':')
            ? word
            : $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
