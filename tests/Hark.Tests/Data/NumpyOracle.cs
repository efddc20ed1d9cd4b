using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hark.Data;

namespace Hark.Tests.Data;

/// <summary>NumPy's own word on a file: golden values from tools/oracles/numpy_files.py, and Debian's Python where it is installed.</summary>
internal static class NumpyOracle
{
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> Available = new(() => File.Exists(Python) && TryRun(["-c", "import numpy, sklearn"], out _) == 0);

    public static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "Golden", name);

    public static JsonObject Expected(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    public static string Script(string name) => Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "tools", "oracles", name);

    /// <summary>Runs the maker of the golden arrays, or skips the test where there is no Python with numpy.</summary>
    public static string RunScript(params IEnumerable<string> arguments) => Run([Script("numpy_files.py"), .. arguments]);

    /// <summary>Runs Python, or skips the test where there is none with numpy.</summary>
    public static string Run(params IEnumerable<string> arguments)
    {
        Assert.SkipUnless(Available.Value, $"needs {Python} with numpy and scikit-learn");
        int exit = TryRun(arguments, out string output);
        Assert.True(exit == 0, output);
        return output;
    }

    /// <summary>Asserts that type, shape and every bit of the values are as numpy says.</summary>
    public static void AssertEqual(JsonNode expected, NpyArray array)
    {
        Assert.Equal((string)expected["dtype"]!, array.DType);
        Assert.Equal(expected["shape"]!.AsArray().Select(axis => (int)axis!), array.Shape);
        Assert.Equal(expected["values"]!.AsArray().Select(value => (string)value!), Describe(array));
    }

    public static string ToJson(IEnumerable<(string Name, NpyArray Array)> arrays) => JsonSerializer.Serialize(arrays.ToDictionary(
        item => item.Name,
        item => new { dtype = item.Array.DType, shape = item.Array.Shape, values = Describe(item.Array) }));

    private static IEnumerable<string> Describe(NpyArray array) => array.Type switch
    {
        NpyType.Unicode or NpyType.Bytes => array.ToStrings(),
        NpyType.Float16 => array.AsSpan<Half>().ToArray().Select(v => Hexadecimal((double)v)),
        NpyType.Float32 or NpyType.Float64 => array.ToDoubles().Select(Hexadecimal),
        NpyType.Complex64 or NpyType.Complex128 => array.ToComplex().Select(v => $"{Hexadecimal(v.Real)} {Hexadecimal(v.Imaginary)}"),
        NpyType.Bool => array.AsSpan<bool>().ToArray().Select(v => v ? "True" : "False"),
        NpyType.Int8 => Whole<sbyte>(array),
        NpyType.UInt8 => Whole<byte>(array),
        NpyType.Int16 => Whole<short>(array),
        NpyType.UInt16 => Whole<ushort>(array),
        NpyType.Int32 => Whole<int>(array),
        NpyType.UInt32 => Whole<uint>(array),
        NpyType.Int64 => Whole<long>(array),
        _ => Whole<ulong>(array),
    };

    private static IEnumerable<string> Whole<T>(NpyArray array) where T : unmanaged, INumber<T>
        => array.AsSpan<T>().ToArray().Select(v => v.ToString(null, CultureInfo.InvariantCulture));

    /// <summary>A double as Python's float.hex writes it.</summary>
    private static string Hexadecimal(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        string sign = double.IsNegative(value) ? "-" : "";
        if (double.IsInfinity(value) || value == 0)
        {
            return sign + (value == 0 ? "0x0.0p+0" : "inf");
        }

        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        string lead = exponent == 0 ? "0" : "1";
        int power = exponent == 0 ? -1022 : exponent - 1023;
        return $"{sign}0x{lead}.{bits & 0xFFFFFFFFFFFFF:x13}p{(power < 0 ? "" : "+")}{power}";
    }

    private static int TryRun(IEnumerable<string> arguments, out string output)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        output += errors.Result;
        return process.ExitCode;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
