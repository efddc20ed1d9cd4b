namespace Hark.Audio;

/// <summary>Samples to bytes and back, without any header: the digits a sound is made of. Little endian.</summary>
public static class SampleCodec
{
    /// <summary>
    /// Each sample in <paramref name="encoding"/>: round(x · 2^(N−1)) for N-bit integers (plus 128 for 8 bits), saturating at the ends;
    /// the G.711 code; or the IEEE float.
    /// </summary>
    /// <exception cref="ArgumentException">IMA ADPCM: it codes blocks, not samples; see <see cref="WavWriter"/>.</exception>
    public static byte[] Encode(ReadOnlySpan<float> samples, WavEncoding encoding)
    {
        var bytes = new byte[samples.Length * BytesPerSample(encoding)];
        Encode(samples, encoding, bytes);
        return bytes;
    }

    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, WavEncoding)"/>
    /// <param name="samples">Amplitudes, −1..1.</param>
    /// <param name="encoding">Any but IMA ADPCM.</param>
    /// <param name="bytes">Overwritten; must not overlap <paramref name="samples"/>.</param>
    public static void Encode(ReadOnlySpan<float> samples, WavEncoding encoding, Span<byte> bytes)
    {
        CheckLength(bytes.Length, samples.Length, encoding, nameof(bytes));
        switch (encoding)
        {
            case WavEncoding.Pcm8: PcmCodec.Encode8(samples, bytes); break;
            case WavEncoding.Pcm16: PcmCodec.Encode16(samples, bytes); break;
            case WavEncoding.Pcm24: PcmCodec.Encode24(samples, bytes); break;
            case WavEncoding.Pcm32: PcmCodec.Encode32(samples, bytes); break;
            case WavEncoding.Float32: FloatCodec.Encode32(samples, bytes); break;
            case WavEncoding.Float64: FloatCodec.Encode64(samples, bytes); break;
            case WavEncoding.ALaw: G711.EncodeALaw(samples, bytes); break;
            case WavEncoding.MuLaw: G711.EncodeMuLaw(samples, bytes); break;
        }
    }

    /// <summary>The samples that <paramref name="bytes"/> stand for, in −1..1 (floats as they are).</summary>
    /// <param name="bytes">Whole samples.</param>
    /// <param name="encoding">Any but IMA ADPCM.</param>
    /// <param name="samples">Overwritten; must not overlap <paramref name="bytes"/>.</param>
    public static void Decode(ReadOnlySpan<byte> bytes, WavEncoding encoding, Span<float> samples)
    {
        CheckLength(bytes.Length, samples.Length, encoding, nameof(samples));
        switch (encoding)
        {
            case WavEncoding.Pcm8: PcmCodec.Decode8(bytes, samples); break;
            case WavEncoding.Pcm16: PcmCodec.Decode16(bytes, samples); break;
            case WavEncoding.Pcm24: PcmCodec.Decode24(bytes, samples); break;
            case WavEncoding.Pcm32: PcmCodec.Decode32(bytes, samples); break;
            case WavEncoding.Float32: FloatCodec.Decode32(bytes, samples); break;
            case WavEncoding.Float64: FloatCodec.Decode64(bytes, samples); break;
            case WavEncoding.ALaw: G711.DecodeALaw(bytes, samples); break;
            case WavEncoding.MuLaw: G711.DecodeMuLaw(bytes, samples); break;
        }
    }

    private static int BytesPerSample(WavEncoding encoding) => encoding == WavEncoding.ImaAdpcm
        ? throw new ArgumentException("IMA ADPCM codes blocks of samples, not single ones: use WavWriter and WavReader.", nameof(encoding))
        : encoding.Bits() / 8;

    private static void CheckLength(int bytes, int samples, WavEncoding encoding, string parameter)
    {
        int each = BytesPerSample(encoding);
        if (bytes != (long)samples * each)
        {
            throw new ArgumentException($"{samples} samples of {encoding.DisplayName()} are {(long)samples * each} bytes; there is room for {bytes}.", parameter);
        }
    }
}
