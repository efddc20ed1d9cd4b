namespace Hark.Audio;

/// <summary>One piece of a WAV file, as its 8-byte head describes it.</summary>
/// <param name="Id">Four characters, such as "fmt " or "LIST"; bytes that are no printable ASCII are shown as '?'.</param>
/// <param name="Offset">Where its head begins in the file (bytes).</param>
/// <param name="Bytes">Size of its body as claimed, without head and padding.</param>
public readonly record struct WavChunk(string Id, long Offset, long Bytes)
{
    /// <summary>What such a chunk is for, in plain words.</summary>
    public string Meaning => Id switch
    {
        "fmt " => "how the samples are stored",
        "data" => "the samples",
        "fact" => "number of samples per channel",
        "ds64" => "64-bit sizes of a large file",
        "LIST" => "titles, artist, software and other notes",
        "bext" => "broadcast notes: origin, date, time code",
        "iXML" => "production notes as XML",
        "cue " => "marked positions",
        "plst" => "the order to play the marks in",
        "smpl" => "loops and pitch for a sampler",
        "inst" => "pitch and velocity range for a sampler",
        "PEAK" => "the loudest sample of each channel",
        "id3 " or "ID3 " => "ID3 tags",
        "JUNK" or "junk" or "PAD " or "FLLR" => "filler",
        _ => "not known to Hark; passed over",
    };
}
