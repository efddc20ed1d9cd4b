using System.Text;
using Hark.Models;
using Hark.Tests.Data;

namespace Hark.Tests.Models;

public sealed class SafetensorsBadInputTests : IDisposable
{
    private const string Damaged = " The file is damaged or was not written as safetensors; copy or save it again.";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_cut_short_are_told()
    {
        Assert.Equal("has 0 bytes, expected at least the 8 bytes of a header length. The file is cut short; copy or save it again.", MessageOf([]));
        byte[] whole = SafetensorsTests.ExampleBytes();
        Assert.StartsWith("the header length at byte 0 is ", MessageOf(whole[..100]), StringComparison.Ordinal);
        Assert.Equal("tensor '층.가중치' has data_offsets [32, 40], expected two rising offsets of at most 39, the bytes after the header." + Damaged, MessageOf(whole[..^1]));
        Assert.Equal("the header names 40 bytes of values, expected all 41 bytes that follow it." + Damaged, MessageOf([.. whole, 0]));
    }

    [Fact]
    public void A_header_length_beyond_the_file_is_told_without_memory()
    {
        byte[] file = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[100]];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("the header length at byte 0 is 18446744073709551615, expected at most 100. The file is cut short or no safetensors file; copy or save it again.", MessageOf(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 17);
    }

    [Theory]
    [InlineData("[1]", "the header is a JSON Array, expected an object of tensors.")]
    [InlineData("{\"a\": 1}", "tensor 'a' is a JSON Number, expected an object with dtype, shape and data_offsets.")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1]}}", "tensor 'a' has no field data_offsets, expected dtype, shape and data_offsets.")]
    [InlineData("{\"a\": {\"dtype\": \"F8_E4M3\"}}", "tensor 'a' has dtype 'F8_E4M3', expected F32, F16, BF16, F64, an integer type or BOOL.")]
    [InlineData("{\"a\": {\"dtype\": 4}}", "tensor 'a' has dtype 'Number', expected F32, F16, BF16, F64, an integer type or BOOL.")]
    [InlineData("{\"a\": {\"shape\": [-1]}}", "tensor 'a' has shape '[-1]', expected whole numbers of 0 or more.")]
    [InlineData("{\"a\": {\"shape\": [1.5]}}", "tensor 'a' has shape '[1.5]', expected whole numbers of 0 or more.")]
    [InlineData("{\"a\": {\"shape\": [99999999999999999999]}}", "tensor 'a' has shape '[99999999999999999999]', expected whole numbers of 0 or more.")]
    [InlineData("{\"a\": {\"shape\": \"x\"}}", "tensor 'a' has shape '\"x\"', expected a list of whole numbers.")]
    [InlineData("{\"a\": {\"size\": 1}}", "tensor 'a' has a field 'size', expected each of dtype, shape and data_offsets once.")]
    [InlineData("{\"a\": {\"shape\": [1], \"shape\": [1]}}", "tensor 'a' has a field 'shape', expected each of dtype, shape and data_offsets once.")]
    [InlineData("{\"__metadata__\": 1}", "'__metadata__' is a JSON Number, expected an object of texts.")]
    [InlineData("{\"__metadata__\": {\"k\": 1}}", "'__metadata__' entry 'k' is no text or stands twice, expected one text for each key.")]
    [InlineData("{\"__metadata__\": {\"k\": \"1\", \"k\": \"1\"}}", "'__metadata__' entry 'k' is no text or stands twice, expected one text for each key.")]
    [InlineData("{\"__metadata__\": {\"k\": \"\\ud800\"}}", "the header holds text that is no valid Unicode.")]
    [InlineData("{\"a", "the header is no JSON near its byte 3 (line 1).")]
    [InlineData("", "the header is no JSON near its byte 0 (line 1).")]
    public void A_header_of_the_wrong_form_is_told(string header, string message) => Assert.Equal(message + Damaged, MessageOf(SafetensorsTests.Raw(header, new byte[8])));

    [Theory]
    [InlineData("[0, 8]", "[3]", "tensor 'a' has shape [3] of F32, 12 bytes, expected the 8 bytes of its data_offsets.")]
    [InlineData("[0, 8]", "[4294967296, 4294967296, 4294967296]", "tensor 'a' has shape [4294967296, 4294967296, 4294967296] of F32, more than 2^63 bytes, expected the 8 bytes of its data_offsets.")]
    [InlineData("[8, 0]", "[2]", "tensor 'a' has data_offsets [8, 0], expected two rising offsets of at most 8, the bytes after the header.")]
    [InlineData("[0, 16]", "[4]", "tensor 'a' has data_offsets [0, 16], expected two rising offsets of at most 8, the bytes after the header.")]
    [InlineData("[0]", "[4]", "tensor 'a' has data_offsets [0], expected two rising offsets of at most 8, the bytes after the header.")]
    [InlineData("[4, 8]", "[1]", "tensor 'a' begins at data byte 4, expected 0, where the one before it ends: tensors may not overlap or leave holes.")]
    [InlineData("[0, 4]", "[1]", "the header names 4 bytes of values, expected all 8 bytes that follow it.")]
    public void Places_that_lie_are_told(string offsets, string shape, string message) => Assert.Equal(message + Damaged,
        MessageOf(SafetensorsTests.Raw($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":{offsets}}}}}", new byte[8])));

    [Fact]
    public void Overlaps_and_double_names_are_told()
    {
        const string a = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        const string b = "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}";
        Assert.Equal("tensor 'b' begins at data byte 4, expected 8, where the one before it ends: tensors may not overlap or leave holes." + Damaged,
            MessageOf(SafetensorsTests.Raw($"{{{a},{b}}}", new byte[8])));
        Assert.Equal("'a' stands twice in the header, expected each name once." + Damaged, MessageOf(SafetensorsTests.Raw($"{{{a},{a}}}", new byte[8])));
    }

    [Fact]
    public void Another_model_is_told()
    {
        string path = _folder.Write("model.safetensors", SafetensorsTests.ExampleBytes());
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal($"{path}: holds no tensor 'dense' among its 5. The file belongs to another model or version; give one that was saved for this model.",
            Assert.Throws<HarkException>(() => file["dense"]).Message);
        Assert.Equal($"{path}: tensor 'z.weight' has shape [2, 3], 6 values, expected 5. The file belongs to another model or version; give one that was saved for this model.",
            Assert.Throws<HarkException>(() => file.Read("z.weight", new float[5])).Message);
    }

    [Fact]
    public void Missing_files_and_folders_are_told()
    {
        Assert.Equal($"{_folder["none"]}: not found, expected a model or checkpoint (.safetensors). Check the name and the folder.",
            Assert.Throws<HarkException>(() => SafetensorsFile.Open(_folder["none"])).Message);
        Assert.StartsWith($"{_folder["no/a"]}: cannot be written (", Assert.Throws<HarkException>(() => new SafetensorsWriter().Save(_folder["no/a"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_give_tensors_or_a_clear_message()
    {
        byte[] seed = SafetensorsTests.ExampleBytes();
        int read = 0, refused = 0;
        for (int i = 0; i < TestScale.Count(2_000, 30_000); i++)
        {
            var random = new SeededRandom(2027, i);
            string path = _folder.Write("mutated.safetensors", NpyMutationTests.Mutate(seed, ref random));
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(path);
                foreach (SafetensorsTensor tensor in file.Tensors)
                {
                    file.Read(tensor.Name, new float[tensor.Length]);
                }

                read++;
            }
            catch (HarkException error)
            {
                refused++;
                Assert.DoesNotContain('\n', error.Message);
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(read > 20 && refused > 200, $"{read} read, {refused} refused: the mutations do not reach both sides");
    }

    private string MessageOf(byte[] file)
    {
        string path = _folder.Write("bad.safetensors", file);
        string message = Assert.Throws<HarkException>(() => SafetensorsFile.Open(path)).Message;
        Assert.DoesNotContain('\n', message);
        return message[(path.Length + 2)..];
    }
}
