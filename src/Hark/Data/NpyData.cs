using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Hark.Data;

/// <summary>Reads and writes the values of an array in chunks, straight into and out of its one final place in memory.</summary>
internal static class NpyData
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>The values in C order and this machine's byte order; text as flat code points (int) or bytes.</summary>
    public static Array Read(NpyInput input, NpyHeader header)
    {
        input.Prove?.Invoke(header.DataOffset + header.DataBytes);
        Array values = header.Type switch
        {
            NpyType.Bool => ReadTruths(input, header),
            NpyType.Int8 => Read<sbyte>(input, header),
            NpyType.UInt8 or NpyType.Bytes => Read<byte>(input, header),
            NpyType.Int16 => Read<short>(input, header),
            NpyType.UInt16 => Read<ushort>(input, header),
            NpyType.Int32 => Read<int>(input, header),
            NpyType.UInt32 => Read<uint>(input, header),
            NpyType.Int64 => Read<long>(input, header),
            NpyType.UInt64 => Read<ulong>(input, header),
            NpyType.Float16 => Read<Half>(input, header),
            NpyType.Float32 => Read<float>(input, header),
            NpyType.Float64 => Read<double>(input, header),
            NpyType.Complex64 => Read<ComplexSingle>(input, header),
            NpyType.Complex128 => Read<Complex>(input, header),
            NpyType.Unicode => ReadCodePoints(input, header),
            _ => throw new ArgumentOutOfRangeException(nameof(header), header.Type, "No such element type."),
        };
        input.Finish();
        return values;
    }

    public static void Write(Stream output, Array values)
    {
        switch (values)
        {
            // An exact match of the array type: the runtime takes int[] for uint[] and the like, which has the same bytes.
            case bool[] v: Write<bool>(output, v); break;
            case byte[] v: Write<byte>(output, v); break;
            case short[] v: Write<short>(output, v); break;
            case int[] v: Write<int>(output, v); break;
            case long[] v: Write<long>(output, v); break;
            case Half[] v: Write<Half>(output, v); break;
            case float[] v: Write<float>(output, v); break;
            case double[] v: Write<double>(output, v); break;
            case ComplexSingle[] v: Write<ComplexSingle>(output, v); break;
            case Complex[] v: Write<Complex>(output, v); break;
            default: throw new ArgumentException($"No array of {values.GetType()} can be written.", nameof(values));
        }
    }

    private static void Write<T>(Stream output, T[] values) where T : unmanaged
    {
        int step = ChunkBytes / Unsafe.SizeOf<T>();
        for (int start = 0; start < values.Length; start += step)
        {
            output.Write(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(step, values.Length - start))));
        }
    }

    private static T[] Read<T>(NpyInput input, NpyHeader header) where T : unmanaged
    {
        int itemValues = header.Width;
        T[] values = Allocate<T>(header.Length * itemValues, input.Where);
        bool swap = header.BigEndian == BitConverter.IsLittleEndian;
        int swapBytes = swap ? NpyDescription.SwapBytes(header.Type) : 1;
        if (header.FortranOrder && header.Shape.Count > 1)
        {
            ReadFortran(input, header, values, swapBytes);
            return values;
        }

        int step = ChunkBytes / Unsafe.SizeOf<T>();
        for (long start = 0; start < values.Length; start += step)
        {
            ReadChunk(input, values.AsSpan((int)start, (int)Math.Min(step, values.Length - start)), swapBytes);
        }

        return values;
    }

    /// <summary>Scatters the values, whose first axis runs fastest in the file, to their places in C order, with no second copy.</summary>
    private static void ReadFortran<T>(NpyInput input, NpyHeader header, T[] values, int swapBytes) where T : unmanaged
    {
        int rank = header.Shape.Count;
        int itemValues = header.Width;
        int items = header.Length;
        Span<int> shape = stackalloc int[rank], index = stackalloc int[rank];
        Span<long> strides = stackalloc long[rank];
        long stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            shape[axis] = header.Shape[axis];
            strides[axis] = stride;
            stride *= shape[axis];
        }

        int chunkItems = Math.Max(1, ChunkBytes / Unsafe.SizeOf<T>() / itemValues);
        var chunk = new T[Math.Min(chunkItems, items) * itemValues];
        long place = 0;
        for (int done = 0; done < items; done += chunkItems)
        {
            int now = Math.Min(chunkItems, items - done);
            ReadChunk(input, chunk.AsSpan(0, now * itemValues), swapBytes);
            for (int item = 0; item < now; item++)
            {
                chunk.AsSpan(item * itemValues, itemValues).CopyTo(values.AsSpan((int)(place * itemValues), itemValues));
                place += strides[0];
                for (int axis = 0; ++index[axis] == shape[axis] && axis + 1 < rank; axis++)
                {
                    place += strides[axis + 1] - (strides[axis] * shape[axis]);
                    index[axis] = 0;
                }
            }
        }
    }

    private static void ReadChunk<T>(NpyInput input, Span<T> values, int swapBytes) where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        input.Read(bytes, "the values");
        switch (swapBytes)
        {
            case 2:
                Span<ushort> twos = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(twos, twos);
                break;
            case 4:
                Span<uint> fours = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(fours, fours);
                break;
            case 8:
                Span<ulong> eights = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(eights, eights);
                break;
        }
    }

    private static bool[] ReadTruths(NpyInput input, NpyHeader header)
    {
        bool[] values = Read<bool>(input, header);

        // A bool of .NET must be 0 or 1; a file may hold any byte.
        foreach (ref byte value in MemoryMarshal.AsBytes(values.AsSpan()))
        {
            value = value == 0 ? (byte)0 : (byte)1;
        }

        return values;
    }

    private static int[] ReadCodePoints(NpyInput input, NpyHeader header)
    {
        int[] values = Read<int>(input, header);
        for (int i = 0; i < values.Length; i++)
        {
            if (!Rune.IsValid(values[i]))
            {
                throw new HarkException($"{input.Where}: text {i / header.Width} holds the value 0x{values[i]:X}, "
                    + "which is no Unicode character. "
                    + "The data is damaged; save it again.");
            }
        }

        return values;
    }

    private static T[] Allocate<T>(int count, string where) where T : unmanaged
    {
        try
        {
            return GC.AllocateUninitializedArray<T>(count);
        }
        catch (OutOfMemoryException error)
        {
            long bytes = (long)count * Unsafe.SizeOf<T>();
            throw new HarkException($"{where}: its {bytes} bytes do not fit into memory. "
                + "Use a machine with more memory, or save the array in parts.", error);
        }
    }
}
