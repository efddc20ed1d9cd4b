using System.Buffers.Binary;
using Hark.Data;

namespace Hark.Tests.Data;

public sealed class NpzBadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_of_another_kind_or_cut_short_is_told()
    {
        byte[] whole = File.ReadAllBytes(NumpyOracle.Golden("stored.npz"));
        Assert.Equal("no end record of a ZIP archive in its 0 bytes, expected a NumPy archive (.npz). "
            + "The file is cut short or of another kind; copy it again, or give a file that numpy.savez wrote.", OpenMessage([]));
        foreach (int length in (int[])[1, 21, 1000, whole.Length / 2, whole.Length - 1])
        {
            Assert.StartsWith($"no end record of a ZIP archive in its {length} bytes,", OpenMessage(whole[..length]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_directory_that_does_not_fit_is_told() => Assert.Equal(
        $"the end record at byte 178 names a directory of 1 entries and 51 bytes at byte 1048703, which does not fit before it (at most {1 << 26} bytes). "
        + "The archive is damaged or cut short; copy or save it again.", OpenMessage(Patched(at => at.End + 18, 0x10)));

    [Fact]
    public void A_directory_of_more_entries_than_bytes_is_told() => Assert.StartsWith(
        "the end record at byte 178 names a directory of 4097 entries and 51 bytes at byte 127,", OpenMessage(Patched(at => at.End + 11, 0x10)), StringComparison.Ordinal);

    [Fact]
    public void A_broken_directory_entry_is_told()
    {
        Assert.Equal("no directory entry at byte 127, where one should stand. The archive is damaged; copy or save it again.", OpenMessage(Patched(at => at.Entry, 0)));
        Assert.Equal("the directory entry at byte 127 runs past the end of the directory. The archive is damaged; copy or save it again.", OpenMessage(Patched(at => at.Entry + 32, 1)));
        Assert.Equal("the archive's directory has 51 bytes, but its 0 entries end after 0. The archive is damaged; copy or save it again.", OpenMessage(Patched(at => at.End + 10, 0)));
    }

    [Fact]
    public void An_encrypted_member_is_told() => Assert.Equal(
        "is encrypted, which is not read here. Unpack it and save it again with numpy.savez.", ArrayMessage(Patched(at => at.Entry + 8, 1)));

    [Fact]
    public void Other_compressions_are_told_by_number() => Assert.Equal(
        "compression method 12, expected 0 (stored) or 8 (deflated). Save it again with numpy.savez or numpy.savez_compressed.", ArrayMessage(Patched(at => at.Entry + 10, 12)));

    [Fact]
    public void A_changed_value_is_found_by_its_checksum()
    {
        byte[] file = Patched(at => at.Entry - 1, 0x77);
        Assert.Matches("^its CRC-32 is [0-9A-F]{8}, the archive's directory names [0-9A-F]{8}. The data is damaged; copy or save it again.$", ArrayMessage(file));
    }

    [Fact]
    public void A_lying_local_header_is_told()
    {
        Assert.Equal("no local header at byte 0, where the directory says it stands. The archive is damaged; copy or save it again.", ArrayMessage(Patched(_ => 0, 0)));
        Assert.Equal("72 bytes from byte 65335 run into the archive's directory at byte 127. The archive is damaged; copy or save it again.", ArrayMessage(Patched(_ => 27, 0xFF)));
        Assert.Equal("72 bytes at byte 100 run into the archive's directory at byte 127. The archive is damaged; copy or save it again.", ArrayMessage(Patched(at => at.Entry + 42, 100)));
    }

    [Fact]
    public void A_stored_member_of_two_sizes_is_told() => Assert.Equal(
        "the directory names 73 bytes, which 72 stored bytes cannot hold. The archive is damaged or hostile; copy or save it again.", ArrayMessage(Patched(at => at.Entry + 24, 73)));

    [Fact]
    public void Two_members_of_one_name_are_told()
    {
        using (FileStream file = File.Create(_folder["two.npz"]))
        {
            var writer = new NpzWriter(file);
            writer.Add("a.npy", false, stream => Npy.Write(stream, NpyArray.From([1f])));
            writer.Add("a.npy", false, stream => Npy.Write(stream, NpyArray.From([2f])));
            writer.Finish();
        }

        Assert.Equal($"{_folder["two.npz"]}: two members are named 'a.npy', expected each name once. Save the archive again with numpy.savez.",
            Assert.Throws<HarkException>(() => Npz.Open(_folder["two.npz"])).Message);
        Assert.Throws<ArgumentException>(() => Npz.Save(_folder["x.npz"], ("a", NpyArray.From([1f])), ("a", NpyArray.From([1f]))));
        Assert.False(File.Exists(_folder["x.npz"]));
    }

    [Fact]
    public void An_unknown_array_is_told_with_those_there_are()
    {
        string path = _folder.Write("a.npz", Archive());
        using NpzArchive archive = Npz.Open(path);
        Assert.Equal($"{path}: holds no array 'wav', it has a. Name one of those, or give another archive.", Assert.Throws<HarkException>(() => archive["wav"]).Message);
    }

    [Fact]
    public void A_bomb_that_cannot_be_true_is_refused_without_memory()
    {
        // 4 TB from a kilobyte: more than deflate can do.
        byte[] file = Deflated("(1024, 1024, 1024, 1024)", 4L << 40, new byte[1 << 20]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Matches(@"^the directory names 4398046511189 bytes, which \d+ deflated bytes cannot hold\.", ArrayMessage(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    [Fact]
    public void A_bomb_that_could_be_true_is_inflated_once_before_memory_is_taken()
    {
        // 400 MB claimed of 600 kB that cannot be compressed: within deflate's largest ratio, and a lie.
        var noise = new byte[600_000];
        new Random(5).NextBytes(noise);
        byte[] file = Deflated("(100000000,)", 400_000_000, noise);
        string path = _folder.Write("bomb.npz", file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using NpzArchive archive = Npz.Open(path);
        Assert.Equal($"{path}, member 'a.npy': ends at byte 600073 inside the values, expected 400000073 bytes in all. The file is cut short; copy or save it again.",
            Assert.Throws<HarkException>(() => archive["a"]).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 19);
    }

    [Fact]
    public void A_member_that_inflates_to_more_than_it_claims_is_told()
        => Assert.Equal("inflates to more than the 81 bytes that the archive's directory names. The archive is damaged; copy or save it again.",
            ArrayMessage(Deflated("(4,)", 16, new byte[17])));

    [Fact]
    public void Truly_large_zeros_are_loaded()
    {
        // Sixteen million bytes from sixteen thousand are no bomb but silence.
        Npz.SaveCompressed(_folder["silence.npz"], ("a", NpyArray.From(new float[4_000_000])));
        Assert.InRange(new FileInfo(_folder["silence.npz"]).Length, 0, 20_000);
        using NpzArchive archive = Npz.Open(_folder["silence.npz"]);
        Assert.Equal(4_000_000, archive["a"].AsSpan<float>().Length);
        Assert.Equal(0, archive["a"].AsSpan<float>().IndexOfAnyExcept(0f) + 1);
    }

    [Fact]
    public void A_read_only_folder_is_told()
    {
        string message = Assert.Throws<HarkException>(() => Npz.Save(_folder["none/a.npz"], ("a", NpyArray.From([1f])))).Message;
        Assert.StartsWith($"{_folder["none/a.npz"]}: cannot be written (", message, StringComparison.Ordinal);
    }

    /// <summary>Stored: local header 0..54 and its array of 68 + 4 bytes, directory entry, end record.</summary>
    private static byte[] Archive()
    {
        using var stream = new MemoryStream();
        var writer = new NpzWriter(stream);
        byte[] npy = NpyBytes.Make("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}   ", [1, 2, 3, 4]);
        writer.Add("a.npy", false, output => output.Write(npy.AsSpan(0, npy.Length)));
        writer.Finish();
        return stream.ToArray();
    }

    private static byte[] Patched(Func<(int Entry, int End), int> place, byte value)
    {
        byte[] file = Archive();
        file[place((file.AsSpan().IndexOf("PK\u0001\u0002"u8), file.AsSpan().IndexOf("PK\u0005\u0006"u8)))] = value;
        return file;
    }

    private static byte[] Deflated(string shape, long claimedDataBytes, byte[] data)
    {
        using var stream = new MemoryStream();
        var writer = new NpzWriter(stream, largest: 0);
        byte[] npy = NpyBytes.Make($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}}}", data);
        writer.Add("a.npy", true, output => output.Write(npy));
        writer.Finish();
        byte[] file = stream.ToArray();
        int entry = file.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(entry + 46 + 5 + 4), npy.Length - data.Length + claimedDataBytes);
        return file;
    }

    private string OpenMessage(byte[] file)
    {
        string path = _folder.Write("bad.npz", file);
        return Assert.Throws<HarkException>(() => Npz.Open(path)).Message[(path.Length + 2)..];
    }

    private string ArrayMessage(byte[] file)
    {
        string path = _folder.Write("bad.npz", file);
        string message = Assert.Throws<HarkException>(() =>
        {
            using NpzArchive archive = Npz.Open(path);
            return archive["a"].Length;
        }).Message;
        string head = $"{path}, member 'a.npy': ";
        Assert.StartsWith(head, message, StringComparison.Ordinal);
        return message[head.Length..];
    }
}
