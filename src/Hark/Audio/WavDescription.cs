namespace Hark.Audio;

/// <summary>One field of a header in plain words.</summary>
/// <param name="Name">What the field is called.</param>
/// <param name="Value">What the file says.</param>
/// <param name="Meaning">What that means.</param>
public sealed record WavField(string Name, string Value, string Meaning);

/// <summary>Explains a WAV header, field by field, to somebody who sees one for the first time.</summary>
public static class WavDescription
{
    private static readonly string[] Loudspeakers =
    [
        "front left", "front right", "front centre", "low frequency", "back left", "back right", "front left of centre", "front right of centre",
        "back centre", "side left", "side right", "top centre", "top front left", "top front centre", "top front right", "top back left",
        "top back centre", "top back right",
    ];

    /// <summary>All fields in the order of the file: container, format, data, then the chunks.</summary>
    public static IReadOnlyList<WavField> Of(WavHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var fields = new List<WavField>();
        AddContainer(header, fields);
        AddFormat(header, fields);
        AddExtension(header, fields);
        AddData(header, fields);
        fields.AddRange(header.Chunks.Select(chunk => new WavField($"chunk '{chunk.Id}'", $"{chunk.Bytes} bytes at byte {chunk.Offset}", chunk.Meaning)));
        return fields;
    }

    private static void AddContainer(WavHeader header, List<WavField> fields)
    {
        string meaning = header.Container is "RIFF" ? "a file made of chunks, each with a name and a size" : "the form of RIFF for files beyond 4 GiB";
        fields.Add(new("container", $"{header.Container}/WAVE", meaning));
        fields.Add(new("container size", $"{header.ContainerBytes} bytes", header.IsOpenEnded ? "never filled in by the program that wrote it" : "what follows, as claimed"));
    }

    private static void AddFormat(WavHeader header, List<WavField> fields)
    {
        fields.Add(new("format tag", $"0x{header.FormatTag:X4}", header.FormatTag == WavFormatTags.Extensible
            ? "extended header: the codec is named by the sub-format"
            : $"codec: {WavFormatTags.Name(header.FormatTag)}"));
        fields.Add(new("encoding", header.Encoding.DisplayName(), Explain(header.Encoding)));
        fields.Add(new("channels", $"{header.Channels}", header.Channels switch
        {
            1 => "mono: one signal",
            2 => "stereo: left and right, side by side in every frame",
            _ => "signals side by side in every frame",
        }));
        fields.Add(new("sample rate", $"{header.SampleRate} Hz", $"samples per second and channel; holds tones up to {Sampling.NyquistHz(header.SampleRate)} Hz"));
        double expected = (double)header.SampleRate * header.BlockAlign / header.FramesPerBlock;
        bool fits = Math.Abs(header.ByteRate - expected) <= Math.Max(1, 0.01 * expected);
        fields.Add(new("byte rate", $"{header.ByteRate} bytes/s", fits
            ? "bytes for one second of sound"
            : $"wrong: {expected:F0} bytes make one second; harmless, Hark does not rely on it"));
        fields.Add(new("block align", $"{header.BlockAlign} bytes", header.FramesPerBlock > 1
            ? $"one block of {header.FramesPerBlock} frames, all channels"
            : "one frame: a sample of every channel"));
        fields.Add(new("bits per sample", $"{header.BitsPerSample}", header.Encoding switch
        {
            WavEncoding.Pcm8 or WavEncoding.Pcm16 or WavEncoding.Pcm24 or WavEncoding.Pcm32 => $"{1L << header.BitsPerSample} levels",
            WavEncoding.ImaAdpcm => "each the difference to a prediction",
            WavEncoding.ALaw or WavEncoding.MuLaw => "256 levels, fine for quiet and coarse for loud sounds",
            _ => "floating point: fine steps at every level",
        }));
    }

    private static void AddExtension(WavHeader header, List<WavField> fields)
    {
        if (header.SubFormat is { } subFormat)
        {
            fields.Add(new("valid bits", $"{header.ValidBits}", "bits of a sample that carry sound"));
            fields.Add(new("channel mask", $"0x{header.ChannelMask:X}", Speakers(header.ChannelMask ?? 0)));
            fields.Add(new("sub-format", $"{subFormat}", $"codec: {WavFormatTags.Name(subFormat.ToByteArray()[0] | (subFormat.ToByteArray()[1] << 8))}"));
        }

        if (header.FramesPerBlock > 1)
        {
            fields.Add(new("frames per block", $"{header.FramesPerBlock}", "each block can be decoded by itself"));
        }

        if (header.FactFrames is { } fact)
        {
            fields.Add(new("fact", $"{fact} frames", header.Frames is { } frames && frames != fact && !header.IsOpenEnded
                ? $"samples per channel as claimed; the data hold {frames}"
                : "samples per channel"));
        }
    }

    private static void AddData(WavHeader header, List<WavField> fields)
    {
        fields.Add(new("data size", $"{header.DataBytesClaimed} bytes", header switch
        {
            { IsOpenEnded: true } => "never filled in (written to a pipe, or broken off): the samples go on to the end of the file",
            { IsTruncated: true } => $"the file is cut off: only {header.DataBytes} bytes are there",
            _ => $"the samples, from byte {header.DataOffset} on",
        }));
        if (header.Frames is { } count && header.Duration is { } duration)
        {
            fields.Add(new("length", $"{count} frames", $"{duration.TotalSeconds:0.######} seconds"));
        }
    }

    private static string Explain(WavEncoding encoding) => encoding switch
    {
        WavEncoding.ImaAdpcm => "a quarter of the size of 16 bits, with a little noise",
        WavEncoding.Pcm8 => "silence is 128; audibly noisy",
        WavEncoding.Pcm16 => "as on a compact disc",
        WavEncoding.Pcm24 => "as studios record",
        WavEncoding.Pcm32 => "more than any converter resolves",
        WavEncoding.Float32 => "-1 to 1, and beyond without clipping",
        WavEncoding.Float64 => "-1 to 1; more digits than sound needs",
        WavEncoding.ALaw => "European telephony; as good as 13 bits for speech",
        WavEncoding.MuLaw => "North American and Japanese telephony; as good as 14 bits for speech",
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "No such WAV encoding."),
    };

    private static string Speakers(uint mask)
    {
        IEnumerable<string> names = Enumerable.Range(0, 32).Where(bit => (mask >> bit & 1) != 0).Select(bit => bit < Loudspeakers.Length ? Loudspeakers[bit] : $"bit {bit}");
        return mask == 0 ? "no loudspeakers in particular" : $"loudspeakers: {string.Join(", ", names)}";
    }
}
