using System.Buffers.Binary;
using System.IO.Compression;

namespace Hark.Data;

/// <summary>An open NumPy archive (<c>.npz</c>): arrays by name, each read from the file when it is asked for.</summary>
/// <remarks>An array stays shared for as long as somebody holds it; the archive itself holds none.</remarks>
public sealed class NpzArchive : IDisposable
{
    private const string Suffix = ".npy";

    /// <summary>Deflate never shrinks more than this (258 bytes from a little over two bits).</summary>
    private const long LargestRatio = 1032;

    /// <summary>Up to these an archive's word on the inflated size is taken; beyond, the data is inflated once to see.</summary>
    private const long TrustedRatio = 16, TrustedBytes = 1 << 20;

    private readonly InputFile _file;
    private readonly Dictionary<string, NpzMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WeakReference<NpyArray>> _loaded = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly long _dataEnd;

    internal NpzArchive(string path)
    {
        _file = InputFile.Open(path, "a NumPy archive (.npz)");
        try
        {
            (List<NpzMember> members, _dataEnd) = NpzDirectory.Read(_file);
            var names = new List<string>();
            foreach (NpzMember member in members.Where(member => member.FileName.EndsWith(Suffix, StringComparison.Ordinal)))
            {
                string name = member.FileName[..^Suffix.Length];
                if (!_members.TryAdd(name, member))
                {
                    throw new HarkException($"{path}: two members are named '{member.ShownName}', expected each name once. "
                        + "Save the archive again with numpy.savez.");
                }

                names.Add(name);
            }

            Names = names;
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The arrays' names, in the order of the archive, without <c>.npy</c>; members of other kinds are passed over.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The array of that name; its values take their own bytes in memory and no second copy.</summary>
    /// <exception cref="HarkException">No such array, or its member is damaged, lies about its size, or holds Python objects.</exception>
    public NpyArray this[string name]
    {
        get
        {
            lock (_lock)
            {
                if (!_loaded.TryGetValue(name, out WeakReference<NpyArray>? held) || !held.TryGetTarget(out NpyArray? array))
                {
                    array = Read(name, input =>
                    {
                        NpyHeader header = NpyHeader.Read(input);
                        return new NpyArray(input.Where, header.Type, header.Width, [.. header.Shape], NpyData.Read(input, header));
                    });
                    _loaded[name] = new WeakReference<NpyArray>(array);
                }

                return array;
            }
        }
    }

    /// <summary>Whether there is an array of that name.</summary>
    public bool Contains(string name) => _members.ContainsKey(name);

    /// <summary>Reads only the header of the array of that name.</summary>
    /// <exception cref="HarkException">No such array, or its header is damaged.</exception>
    public NpyHeader ReadHeader(string name) => Read(name, NpyHeader.Read);

    public void Dispose() => _file.Dispose();

    private T Read<T>(string name, Func<NpyInput, T> read)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_members.TryGetValue(name, out NpzMember? member))
        {
            throw new HarkException($"{_file.Path}: holds no array '{name}', it has {DescribeNames()}. "
                + "Name one of those, or give another archive.");
        }

        string where = $"{_file.Path}, member '{member.ShownName}'";
        long start = FindData(member, where);
        using Stream stream = Open(member, start);
        return read(new NpyInput(stream, where, member.Bytes)
        {
            ExpectedCrc = member.Crc,
            Prove = bytes => Prove(member, start, bytes, where),
        });
    }

    private string DescribeNames()
    {
        const int most = 20;
        string shown = Names.Count == 0 ? "none" : string.Join(", ", Names.Take(most).Select(name => NpyHeaderParser.Shorten(name)));
        return Names.Count > most ? $"{shown} and {Names.Count - most} more" : shown;
    }

    /// <summary>Checks the header in front of the data, and the sizes; gives the offset of the data.</summary>
    private long FindData(NpzMember member, string where)
    {
        Span<byte> local = stackalloc byte[NpzDirectory.LocalBytes];
        long start = member.HeaderOffset + NpzDirectory.LocalBytes;
        if (start <= _dataEnd)
        {
            _file.ReadExactly(member.HeaderOffset, local);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != NpzDirectory.LocalSignature)
        {
            throw new HarkException($"{where}: no local header at byte {member.HeaderOffset}, where the directory says it stands. "
                + "The archive is damaged; copy or save it again.");
        }

        start += BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (start > _dataEnd || member.CompressedBytes > _dataEnd - start)
        {
            throw new HarkException($"{where}: {member.CompressedBytes} bytes from byte {start} run into the archive's directory at "
                + $"byte {_dataEnd}. The archive is damaged; copy or save it again.");
        }

        if (member.Method is not (NpzMember.Stored or NpzMember.Deflated))
        {
            throw new HarkException($"{where}: compression method {member.Method}, expected 0 (stored) or 8 (deflated). "
                + "Save it again with numpy.savez or numpy.savez_compressed.");
        }

        bool possible = member.Method == NpzMember.Stored
            ? member.Bytes == member.CompressedBytes
            : member.Bytes / LargestRatio <= member.CompressedBytes;
        return possible
            ? start
            : throw new HarkException($"{where}: the directory names {member.Bytes} bytes, which {member.CompressedBytes} "
                + $"{(member.Method == NpzMember.Stored ? "stored" : "deflated")} bytes cannot hold. "
                + "The archive is damaged or hostile; copy or save it again.");
    }

    private Stream Open(NpzMember member, long start)
    {
        var region = new InputFileRegion(_file, start, member.CompressedBytes);
        return member.Method == NpzMember.Stored ? region : new DeflateStream(region, CompressionMode.Decompress);
    }

    private void Prove(NpzMember member, long start, long bytes, string where)
    {
        if (member.Method == NpzMember.Stored || bytes <= Math.Max(TrustedBytes, member.CompressedBytes * TrustedRatio))
        {
            return;
        }

        using Stream stream = Open(member, start);
        var trial = new NpyInput(stream, where, member.Bytes);
        var chunk = new byte[1 << 16];
        while (trial.Position < bytes)
        {
            trial.Read(chunk.AsSpan(0, (int)Math.Min(chunk.Length, bytes - trial.Position)), "the values");
        }
    }
}
