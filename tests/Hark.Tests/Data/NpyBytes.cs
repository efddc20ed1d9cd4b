using System.Buffers.Binary;
using System.Text;

namespace Hark.Tests.Data;

/// <summary>NumPy array files with any header, true or false.</summary>
internal static class NpyBytes
{
    public static byte[] Make(string header, byte[] data, byte version = 1)
    {
        byte[] text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(header);
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }

        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    public static byte[] Make(string descr, string shape, int dataBytes)
        => Make($"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}", new byte[dataBytes]);
}
