using System.Numerics;
using System.Text;
using Hark.Data;

namespace Hark.Tests.Data;

public sealed class NpyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>One array of each element type, of awkward values.</summary>
    internal static (string Name, NpyArray Array)[] OneOfEach() =>
    [
        ("bool", NpyArray.From([true, false, false, true], 2, 2)),
        ("int8", NpyArray.From<sbyte>([-128, 127, 0])),
        ("uint8", NpyArray.From<byte>([0, 255])),
        ("int16", NpyArray.From<short>([-32768, 32767])),
        ("uint16", NpyArray.From<ushort>([0, 65535])),
        ("int32", NpyArray.From([int.MinValue, int.MaxValue])),
        ("uint32", NpyArray.From([0u, uint.MaxValue])),
        ("int64", NpyArray.From([long.MinValue, long.MaxValue])),
        ("uint64", NpyArray.From([0ul, ulong.MaxValue])),
        ("float16", NpyArray.From([Half.NaN, Half.MaxValue, (Half)0.1])),
        ("float32", NpyArray.From([0.1f, -0f, float.NegativeInfinity, float.Epsilon, 1, 2], 1, 2, 3)),
        ("float64", NpyArray.From([0.1, double.Epsilon, double.MaxValue])),
        ("complex64", NpyArray.From([new ComplexSingle(0.1f, -2)])),
        ("complex128", NpyArray.From([new Complex(0.1, -2), Complex.ImaginaryOne])),
        ("texts", NpyArray.FromStrings(["예", "", "stop", "\U0001F3A4"], 4, 1)),
        ("bytes", NpyArray.FromByteStrings(["yes", "", "o"])),
        ("empty", NpyArray.From<float>([], 0, 8000)),
        ("\U0001F3A4 하나", NpyArray.From([1f])),
    ];

    [Theory]
    [InlineData("version1.npy", 1)]
    [InlineData("version2.npy", 2)]
    [InlineData("version3.npy", 3)]
    public void Every_format_version_of_numpy_is_read(string file, int version)
    {
        NpyHeader header = Npy.ReadHeader(NumpyOracle.Golden(file));
        Assert.Equal((version, true, true, "int16"), (header.FormatVersion, header.FortranOrder, header.BigEndian, header.DType));
        NumpyOracle.AssertEqual(NumpyOracle.Expected(NumpyOracle.Golden("expected.json"))["int16-big-F"]!, Npy.Load(NumpyOracle.Golden(file)));
    }

    [Fact]
    public void Every_type_is_read_back_as_it_was_written()
    {
        foreach ((string name, NpyArray array) in OneOfEach())
        {
            string path = _folder[name + ".npy"];
            Npy.Save(path, array);
            NpyArray back = Npy.Load(path);
            Assert.Equal((array.Type, array.Width), (back.Type, back.Width));
            Assert.Equal(array.Shape, back.Shape);
            Assert.Equal(array.Values, back.Values);
            Assert.Equal(0, Npy.ReadHeader(path).DataOffset % 64);
            Assert.Equal(path, back.Name);
        }
    }

    [Fact]
    public void Numpy_opens_every_array_written_here_with_equal_type_and_values()
    {
        Directory.CreateDirectory(_folder["made"]);
        foreach ((string name, NpyArray array) in OneOfEach())
        {
            Npy.Save(_folder[$"made/{name}.npy"], array);
        }

        File.WriteAllText(_folder["expected.json"], NumpyOracle.ToJson(OneOfEach()));
        Assert.Equal("18 arrays equal\n", NumpyOracle.RunScript("check", _folder["made"], _folder["expected.json"]));
    }

    [Fact]
    public void Large_arrays_of_any_order_pass_the_chunks_whole()
    {
        // 3 x 200,003 doubles: several chunks, none of them full at the end.
        const int rows = 3, columns = 200_003;
        var data = new byte[rows * columns * 8];
        for (int i = 0; i < rows * columns; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteDoubleBigEndian(data.AsSpan(i * 8), i);
        }

        NpyArray c = Npy.Load(_folder.Write("c.npy", NpyBytes.Make($"{{'descr': '>f8', 'fortran_order': False, 'shape': ({rows}, {columns})}}", data)));
        NpyArray f = Npy.Load(_folder.Write("f.npy", NpyBytes.Make($"{{'descr': '>f8', 'fortran_order': True, 'shape': ({columns}, {rows})}}", data)));
        ReadOnlySpan<double> inRows = c.AsSpan<double>(), inColumns = f.AsSpan<double>();
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                if (inRows[(i * columns) + j] != (i * columns) + j || inColumns[(j * rows) + i] != (i * columns) + j)
                {
                    Assert.Fail($"row {i}, column {j}");
                }
            }
        }
    }

    [Fact]
    public void Rows_are_taken_in_place_or_converted_without_scaling()
    {
        NpyArray waves = NpyArray.From<short>([1, 2, 3, -4, 5, 6], 2, 3);
        Assert.Equal((2, 3), (waves.Rows, waves.RowLength));
        Assert.Equal([-4, 5, 6], waves.Row<short>(1).ToArray());
        var row = new float[4];
        waves.CopyRow(1, row);
        Assert.Equal([-4, 5, 6, 0], row);
        Assert.Equal([1, 2, 3, -4, 5, 6], waves.ToSingles());
        Assert.Throws<ArgumentOutOfRangeException>(() => waves.CopyRow(2, row));
        Assert.Throws<ArgumentOutOfRangeException>(() => waves.Row<short>(-1).Length);
        Assert.Equal((1, 1), (NpyArray.From([7.0], 1).Rows, NpyArray.From([7.0], 1).RowLength));
    }

    [Theory]
    [InlineData("bool")]
    [InlineData("int8")]
    [InlineData("uint64")]
    [InlineData("float16")]
    [InlineData("float64")]
    public void Every_real_type_converts_to_floats(string type)
    {
        NpyArray array = OneOfEach().Single(item => item.Name == type).Array;
        Assert.Equal(array.ToDoubles().Select(v => (float)v), array.ToSingles());
        Assert.Equal(array.Length, array.ToDoubles().Length);
    }

    [Fact]
    public void A_wrong_element_type_is_told_by_name()
    {
        NpyArray waves = NpyArray.From<short>([1, 2]);
        NpyArray texts = NpyArray.FromStrings(["yes"]);
        Assert.Equal("array: holds int16, expected float32. Convert it in Python with array.astype(...), or read it with conversion.",
            Assert.Throws<HarkException>(() => waves.AsMemory<float>()).Message);
        Assert.Equal("array: holds int16, expected text (U or S). Give the array of labels, or convert it in Python with array.astype('U').",
            Assert.Throws<HarkException>(() => waves.ToStrings()).Message);
        Assert.Equal("array: holds <U3, expected real numbers. Give the array of numbers, or convert it in Python with array.astype('float32').",
            Assert.Throws<HarkException>(() => texts.ToSingles()).Message);
        Assert.Equal("array: holds int16, expected complex64 or complex128. Give the array of complex numbers.",
            Assert.Throws<HarkException>(() => waves.ToComplex()).Message);
        Assert.Throws<HarkException>(() => texts.AsMemory<int>());
        Assert.Throws<HarkException>(() => waves.AsMemory<ushort>());
    }

    [Fact]
    public void Byte_strings_that_are_no_text_are_told_when_read_as_text()
    {
        byte[] file = NpyBytes.Make("{'descr': '|S2', 'fortran_order': False, 'shape': (2,)}", [.. "ok"u8, 0xFF, 0xFE]);
        NpyArray array = Npy.Load(_folder.Write("bytes.npy", file));
        Assert.EndsWith("byte string 1 is no UTF-8 text. Decode it in Python with numpy.char.decode(array, encoding) and save it again.",
            Assert.Throws<HarkException>(() => array.ToStrings()).Message);
    }

    [Fact]
    public void Shapes_that_do_not_fit_the_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => NpyArray.From([1f, 2f], 3));
        Assert.Throws<ArgumentException>(() => NpyArray.From([1f, 2f], -1, -2));
        Assert.Throws<ArgumentException>(() => NpyArray.From(['a']));
        Assert.Throws<ArgumentException>(() => NpyArray.From((uint[])(object)new int[2]));
    }

    [Fact]
    public void A_header_of_python_2_is_read()
    {
        byte[] file = NpyBytes.Make("{\"descr\": '<i2', 'fortran_order': False, 'shape': (2L, 1L), }   \n", Encoding.ASCII.GetBytes("abcd"));
        Assert.Equal([0x6261, 0x6463], Npy.Load(_folder.Write("old.npy", file)).ToSingles());
    }
}
