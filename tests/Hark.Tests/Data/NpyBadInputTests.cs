using Hark.Data;

namespace Hark.Tests.Data;

public sealed class NpyBadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string MessageOf(byte[] file)
    {
        string path = _folder.Write("bad.npy", file);
        string message = Assert.Throws<HarkException>(() => Npy.Load(path)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.StartsWith(path + ": ", message, StringComparison.Ordinal);
        return message[(path.Length + 2)..];
    }

    [Fact]
    public void Python_objects_are_refused_and_never_unpickled()
    {
        Assert.Equal("field 'descr' is '|O': an array of Python objects, which is never unpickled because that can run foreign code. "
            + "Save it from Python as numbers or fixed-width text, for example array.astype('float32') or array.astype('U').",
            MessageOf(File.ReadAllBytes(NumpyOracle.Golden("object.npy"))));
    }

    [Fact]
    public void Structured_arrays_are_refused() => Assert.Equal("field 'descr' is a list of named fields (a structured array), expected one number or text type. "
        + "Save each of its fields as an array of its own.", MessageOf(File.ReadAllBytes(NumpyOracle.Golden("structured.npy"))));

    [Fact]
    public void Missing_files_and_folders_are_told()
    {
        Assert.Equal($"{_folder["none.npy"]}: not found, expected a NumPy array (.npy). Check the name and the folder.",
            Assert.Throws<HarkException>(() => Npy.Load(_folder["none.npy"])).Message);
        Directory.CreateDirectory(_folder["sub"]);
        Assert.Equal($"{_folder["sub"]}: is a folder, expected a NumPy array (.npy). Give the file itself.",
            Assert.Throws<HarkException>(() => Npy.Load(_folder["sub"])).Message);
    }

    [Fact]
    public void An_empty_file_is_cut_short() => Assert.Equal(
        "ends at byte 0 inside the signature, expected 8 bytes from byte 0. The file is cut short; copy or save it again.", MessageOf([]));

    [Fact]
    public void Another_kind_of_file_is_told_by_its_first_bytes() => Assert.Equal(
        "starts with the bytes 524946462400, expected 934E554D5059 (the signature of a NumPy array). Give a file that numpy.save or numpy.savez wrote.",
        MessageOf([.. "RIFF$\0\0\0WAVEfmt "u8]));

    [Fact]
    public void Unknown_versions_are_told() => Assert.Equal(
        "format version 4.0 at byte 6, expected 1.0, 2.0 or 3.0. Save it again with a current numpy.", MessageOf(NpyBytes.Make("{}", [], version: 4)));

    [Fact]
    public void A_header_longer_than_the_file_is_told()
    {
        byte[] file = NpyBytes.Make("{}", [], version: 2);
        file[11] = 0x7F;
        Assert.Equal("the header length at byte 8 is 2130706434 bytes, expected at most 2. The file is damaged or cut short; copy or save it again.", MessageOf(file));
    }

    [Theory]
    [InlineData("'<f4'", "(3, 4)", 47, "shape [3, 4] of float32 needs 48 bytes, but 47 follow the header at byte 69. The file is cut short or its shape is wrong; copy or save it again.")]
    [InlineData("'<f4'", "(3, 4)", 52, "shape [3, 4] of float32 needs 48 bytes, but 52 follow the header at byte 69. The shape is wrong, or several arrays were saved into one file; "
        + "save each array in its own file or use numpy.savez.")]
    [InlineData("'<U9'", "()", 0, "shape [] of <U9 needs 36 bytes, but 0 follow the header at byte 65. The file is cut short or its shape is wrong; copy or save it again.")]
    [InlineData("'<f8'", "(2000000000, 2000000000, 2000000000)", 8, "shape [2000000000, 2000000000, 2000000000] of float64 needs more than 9 quintillion bytes, but 8 follow "
        + "the header at byte 99. The file is cut short or its shape is wrong; copy or save it again.")]
    [InlineData("'<f8'", "(2000000000, 2000000000)", 8, "shape [2000000000, 2000000000] of float64 needs 32000000000000000000 bytes, but 8 follow "
        + "the header at byte 87. The file is cut short or its shape is wrong; copy or save it again.")]
    [InlineData("'<f4'", "(-1, 4)", 0, "the header is no NumPy dictionary: found \"-1, 4), }\" at its character 51, expected an axis length of 0 or more in 'shape'. "
        + "The file is damaged; save it again with numpy.save.")]
    [InlineData("'<f4'", "(0, 18446744073709551617)", 0, "field 'shape' has an axis of 18446744073709551617, expected at most 2147483591. "
        + "The header is damaged, or the array must be saved in parts.")]
    [InlineData("'<f4'", "3", 12, "the header is no NumPy dictionary: found \"3, }\" at its character 50, expected '('. The file is damaged; save it again with numpy.save.")]
    [InlineData("'<f16'", "(1,)", 16, "field 'descr' is '<f16', expected bool, an integer, float16/32/64, complex64/128, U or S text. "
        + "Convert it in Python with array.astype(...) and save it again.")]
    [InlineData("'<M8[ns]'", "(1,)", 8, "field 'descr' is '<M8[ns]', expected bool, an integer, float16/32/64, complex64/128, U or S text. "
        + "Convert it in Python with array.astype(...) and save it again.")]
    [InlineData("'<U0'", "(1,)", 0, "field 'descr' is '<U0', expected bool, an integer, float16/32/64, complex64/128, U or S text. "
        + "Convert it in Python with array.astype(...) and save it again.")]
    [InlineData("4", "(1,)", 4, "the header is no NumPy dictionary: found \"4, 'fortran_order': False, 'shape': (1,)...\" at its character 10, "
        + "expected an element type in quotes, such as '<f4'. The file is damaged; save it again with numpy.save.")]
    public void A_header_that_lies_or_is_odd_is_told(string descr, string shape, int dataBytes, string message)
        => Assert.Equal(message, MessageOf(NpyBytes.Make(descr, shape, dataBytes)));

    [Theory]
    [InlineData("", "found the end of the header at its character 0, expected '{'.")]
    [InlineData("import os", "found \"import os\" at its character 0, expected '{'.")]
    [InlineData("{'descr': '<f4'", "found the end of the header at its character 15, expected '}'.")]
    [InlineData("{'descr': '<f4', 'descr': '<f4'}", "found field 'descr' at its character 25, expected each of 'descr', 'fortran_order' and 'shape' once.")]
    [InlineData("{'__import__': 1}", "found field '__import__' at its character 14, expected each of 'descr', 'fortran_order' and 'shape' once.")]
    [InlineData("{'fortran_order': 1}", "found \"1}\" at its character 18, expected True or False for 'fortran_order'.")]
    [InlineData("{'shape': ()} x", "found \"x\" at its character 14, expected nothing after the dictionary.")]
    public void A_header_that_is_no_dictionary_is_told(string header, string message)
        => Assert.Equal($"the header is no NumPy dictionary: {message} The file is damaged; save it again with numpy.save.", MessageOf(NpyBytes.Make(header, [])));

    [Fact]
    public void A_header_without_a_field_is_told() => Assert.Equal(
        "the header has no field 'shape', expected 'descr', 'fortran_order' and 'shape'. The file is damaged; save it again.",
        MessageOf(NpyBytes.Make("{'descr': '<f4', 'fortran_order': True}", [])));

    [Fact]
    public void Text_that_is_no_unicode_is_told() => Assert.Equal(
        "text 1 holds the value 0xD800, which is no Unicode character. The data is damaged; save it again.",
        MessageOf(NpyBytes.Make("{'descr': '<U2', 'fortran_order': False, 'shape': (2,)}", [.. new byte[8], 0, 0xD8, 0, 0, 0, 0, 0, 0])));

    [Fact]
    public void A_shape_of_too_many_axes_is_told() => Assert.Contains("expected at most 64.",
        MessageOf(NpyBytes.Make("'<f4'", $"({string.Join(", ", Enumerable.Repeat("1", 65))})", 4)), StringComparison.Ordinal);
}
