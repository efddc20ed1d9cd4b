using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Hark.Data;

namespace Hark.Tests.Data;

public sealed class NpzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stored.npz", 69)]
    [InlineData("deflated.npz", 69)]
    [InlineData("zip64.npz", 3)]
    public void Every_type_order_and_packing_of_numpy_is_read(string file, int count) => AssertAllEqual(NumpyOracle.Golden(file), NumpyOracle.Golden("expected.json"), count);

    [Fact]
    public void The_installed_numpy_is_read_in_every_type_order_and_packing()
    {
        Directory.CreateDirectory(_folder["made"]);
        NumpyOracle.RunScript("make", _folder["made"]);
        AssertAllEqual(_folder["made/stored.npz"], _folder["made/expected.json"], 69);
        AssertAllEqual(_folder["made/deflated.npz"], _folder["made/expected.json"], 69);
        AssertAllEqual(_folder["made/zip64.npz"], _folder["made/expected.json"], 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Archives_are_read_back_here_and_by_numpy(bool compress)
    {
        (string Name, NpyArray Array)[] arrays = NpyTests.OneOfEach();
        Action<string, IReadOnlyList<(string, NpyArray)>> save = compress ? Npz.SaveCompressed : Npz.Save;
        save(_folder["a.npz"], arrays);
        using (NpzArchive archive = Npz.Open(_folder["a.npz"]))
        {
            Assert.Equal(arrays.Select(item => item.Name), archive.Names);
            foreach ((string name, NpyArray array) in arrays)
            {
                Assert.Equal(array.Values, archive[name].Values);
                Assert.Equal(array.Shape, archive.ReadHeader(name).Shape);
            }
        }

        File.WriteAllText(_folder["expected.json"], NumpyOracle.ToJson(arrays));
        Assert.Equal($"{arrays.Length} arrays equal\n", NumpyOracle.RunScript("check", _folder["a.npz"], _folder["expected.json"]));
    }

    [Fact]
    public void Archives_past_the_old_limits_are_read_back_here_and_by_numpy()
    {
        (string Name, NpyArray Array)[] arrays = NpyTests.OneOfEach();
        using (FileStream file = File.Create(_folder["big.npz"]))
        {
            var writer = new NpzWriter(file, largest: 200);
            foreach ((string name, NpyArray array) in arrays)
            {
                writer.Add(name + ".npy", compress: false, stream => Npy.Write(stream, array));
            }

            writer.Finish();
        }

        using (NpzArchive archive = Npz.Open(_folder["big.npz"]))
        {
            Assert.All(arrays, item => Assert.Equal(item.Array.Values, archive[item.Name].Values));
        }

        File.WriteAllText(_folder["expected.json"], NumpyOracle.ToJson(arrays));
        Assert.Equal($"{arrays.Length} arrays equal\n", NumpyOracle.RunScript("check", _folder["big.npz"], _folder["expected.json"]));
    }

    [Fact]
    public void Equal_arrays_give_equal_files_and_an_archive_may_be_empty()
    {
        Npz.Save(_folder["1.npz"], ("a", NpyArray.From([1f])));
        Npz.Save(_folder["2.npz"], ("a", NpyArray.From([1f])));
        Assert.Equal(File.ReadAllBytes(_folder["1.npz"]), File.ReadAllBytes(_folder["2.npz"]));
        Npz.Save(_folder["0.npz"]);
        using NpzArchive empty = Npz.Open(_folder["0.npz"]);
        Assert.Empty(empty.Names);
        Assert.Equal($"{_folder["0.npz"]}: holds no array 'a', it has none. Name one of those, or give another archive.", Assert.Throws<HarkException>(() => empty["a"]).Message);
    }

    [Fact]
    public void Long_names_are_told_apart_and_shown_short()
    {
        string name = new('x', 300);
        Npz.Save(_folder["long.npz"], (name + "1", NpyArray.From([1f])), (name + "2", NpyArray.From([2f])));
        using NpzArchive archive = Npz.Open(_folder["long.npz"]);
        Assert.Equal([name + "1", name + "2"], archive.Names);
        Assert.Equal([2f], archive[name + "2"].ToSingles());
        Assert.Contains($"it has {name[..40]}..., {name[..40]}.... Name one of those", Assert.Throws<HarkException>(() => archive["y"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_is_shared_while_somebody_holds_it()
    {
        using NpzArchive archive = Npz.Open(NumpyOracle.Golden("deflated.npz"));
        NpyArray first = archive["cube-C"];
        Assert.Same(first, archive["cube-C"]);
        Assert.True(archive.Contains("cube-C"));
        Assert.False(archive.Contains("cube-C.npy"));
    }

    [Theory]
    [InlineData("<f4", false, false)]
    [InlineData(">f4", true, false)]
    [InlineData("<f4", false, true)]
    [InlineData("<f4", true, true)]
    public void Loading_takes_the_bytes_of_the_values_and_no_second_copy(string descr, bool fortran, bool compress)
    {
        const int columns = 8000;
        int rows = compress ? 130 : 506;
        var data = new byte[rows * columns * 4];
        var random = new SeededRandom(1);
        for (int i = 0; i < data.Length; i += 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(i), (uint)random.NextUInt64());
        }

        using (FileStream file = File.Create(_folder["waves.npz"]))
        {
            var writer = new NpzWriter(file);
            byte[] npy = NpyBytes.Make($"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({rows}, {columns})}}", data);
            writer.Add("wav_vals.npy", compress, stream => stream.Write(npy));
            writer.Finish();
        }

        using NpzArchive archive = Npz.Open(_folder["waves.npz"]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        NpyArray waves = archive["wav_vals"];
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal([rows, columns], waves.Shape);
        Assert.InRange(taken, data.Length, data.Length + (3 << 19));
    }

    [Fact]
    public void The_lesson_sized_archive_loads_in_its_own_bytes()
    {
        Assert.SkipUnless(TestScale.Long, "writes 1.6 GB");
        const int rows = 50_620, columns = 8000;
        using (FileStream file = File.Create(_folder["speech_wav_8000.npz"]))
        {
            var writer = new NpzWriter(file);
            writer.Add("wav_vals.npy", compress: false, stream =>
            {
                stream.Write(NpyHeader.Format(NpyType.Float32, 1, [rows, columns]));
                var row = new float[columns];
                for (int i = 0; i < rows; i++)
                {
                    row.AsSpan().Fill(i);
                    stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(row));
                }
            });
            writer.Add("label_vals.npy", compress: false, stream => Npy.Write(stream, NpyArray.FromStrings([.. Enumerable.Repeat("_unknown_", rows)], rows, 1)));
            writer.Finish();
        }

        using NpzArchive archive = Npz.Open(_folder["speech_wav_8000.npz"]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        NpyArray waves = archive["wav_vals"];
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        const long bytes = 4L * rows * columns;
        Assert.InRange(taken, bytes, bytes + (3 << 19));
        for (int i = 0; i < rows; i++)
        {
            Assert.Equal(-1, waves.Row<float>(i).IndexOfAnyExcept(i));
        }

        Assert.Equal("_unknown_", archive["label_vals"].ToStrings()[rows - 1]);
    }

    private static void AssertAllEqual(string archivePath, string expectedPath, int count)
    {
        JsonObject expected = NumpyOracle.Expected(expectedPath);
        using NpzArchive archive = Npz.Open(archivePath);
        Assert.Equal(count, archive.Names.Count);
        foreach (string name in archive.Names)
        {
            NumpyOracle.AssertEqual(expected[name]!, archive[name]);
        }
    }
}
