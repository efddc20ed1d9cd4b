using System.Numerics;
using System.Text;

namespace Hark.Data;

/// <summary>Values of a NumPy array as another type.</summary>
internal static class NpyConversion
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Converts the elements from <paramref name="start"/> on into <paramref name="destination"/>, which is overwritten.</summary>
    public static void Convert<T>(NpyArray array, int start, Span<T> destination) where T : unmanaged, INumber<T>
    {
        switch (array.Type)
        {
            case NpyType.Bool: FromTruths(array, start, destination); break;
            case NpyType.Int8: From<sbyte, T>(array, start, destination); break;
            case NpyType.UInt8: From<byte, T>(array, start, destination); break;
            case NpyType.Int16: From<short, T>(array, start, destination); break;
            case NpyType.UInt16: From<ushort, T>(array, start, destination); break;
            case NpyType.Int32: From<int, T>(array, start, destination); break;
            case NpyType.UInt32: From<uint, T>(array, start, destination); break;
            case NpyType.Int64: From<long, T>(array, start, destination); break;
            case NpyType.UInt64: From<ulong, T>(array, start, destination); break;
            case NpyType.Float16: From<Half, T>(array, start, destination); break;
            case NpyType.Float32: From<float, T>(array, start, destination); break;
            case NpyType.Float64: From<double, T>(array, start, destination); break;
            default: throw new HarkException($"{array.Name}: holds {array.DType}, expected real numbers. "
                + "Give the array of numbers, or convert it in Python with array.astype('float32').");
        }
    }

    public static string[] ToStrings(NpyArray array)
    {
        if (array.Type is not (NpyType.Unicode or NpyType.Bytes))
        {
            throw new HarkException($"{array.Name}: holds {array.DType}, expected text (U or S). "
                + "Give the array of labels, or convert it in Python with array.astype('U').");
        }

        var texts = new string[array.Length];
        var builder = new StringBuilder();
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = array.Values is int[] codes
                ? FromCodePoints(codes.AsSpan(i * array.Width, array.Width), builder)
                : FromBytes(array, i);
        }

        return texts;
    }

    private static string FromCodePoints(ReadOnlySpan<int> codes, StringBuilder builder)
    {
        builder.Clear();
        foreach (int code in codes.TrimEnd(0))
        {
            builder.Append(new Rune(code));
        }

        return builder.ToString();
    }

    private static string FromBytes(NpyArray array, int index)
    {
        ReadOnlySpan<byte> bytes = ((byte[])array.Values).AsSpan(index * array.Width, array.Width).TrimEnd((byte)0);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new HarkException($"{array.Name}: byte string {index} is no UTF-8 text. "
                + "Decode it in Python with numpy.char.decode(array, encoding) and save it again.", error);
        }
    }

    private static void From<TFrom, TTo>(NpyArray array, int start, Span<TTo> destination)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        ReadOnlySpan<TFrom> source = array.AsSpan<TFrom>().Slice(start, destination.Length);
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = TTo.CreateSaturating(source[i]);
        }
    }

    private static void FromTruths<T>(NpyArray array, int start, Span<T> destination) where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<bool> source = array.AsSpan<bool>().Slice(start, destination.Length);
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = source[i] ? T.One : T.Zero;
        }
    }
}
