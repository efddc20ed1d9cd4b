using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Hark.Audio;

namespace Hark.Tests.Signal;

/// <summary>librosa's numbers for one signal. The chirp is a golden file; the speech stands outside the repository.</summary>
internal sealed partial class Oracle
{
    private readonly Dictionary<string, (double[] Re, double[] Im, int[] Shape)> _arrays = [];

    private Oracle(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream stream = entry.Open();
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            _arrays[Path.GetFileNameWithoutExtension(entry.Name)] = Parse(memory.ToArray());
        }
    }

    public static TheoryData<string> Names => ["chirp-8k", "speech-yes-8k", "speech-left-16k"];

    public AudioClip Clip => new(Floats("y"), (int)_arrays["sr"].Re[0]);

    public static Oracle Open(string name)
    {
        string golden = Path.Combine(AppContext.BaseDirectory, "Signal", "Golden", name + ".npz");
        if (File.Exists(golden))
        {
            return new Oracle(golden);
        }

        string path = Path.Combine(SharedFolder(), "reference", "librosa-oracle", name + ".npz");
        Assert.SkipUnless(File.Exists(path), $"{name}.npz is not in the folder that HARK_SHARED names, nor in ../shared");
        return new Oracle(path);
    }

    public double[] Re(string key) => _arrays[key].Re;

    public double[] Im(string key) => _arrays[key].Im;

    public int[] Shape(string key) => _arrays[key].Shape;

    public float[] Floats(string key) => Array.ConvertAll(_arrays[key].Re, value => (float)value);

    public double[] Magnitude(string key)
    {
        (double[] re, double[] im, _) = _arrays[key];
        return [.. re.Zip(im, (x, y) => Math.Sqrt((x * x) + (y * y)))];
    }

    private static string SharedFolder()
    {
        if (Environment.GetEnvironmentVariable("HARK_SHARED") is { Length: > 0 } named)
        {
            return named;
        }

        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Hark.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? "", "..", "shared");
    }

    private static (double[] Re, double[] Im, int[] Shape) Parse(byte[] npy)
    {
        int headerLength = BitConverter.ToUInt16(npy, 8);
        string header = System.Text.Encoding.ASCII.GetString(npy, 10, headerLength);
        string type = DescriptionPattern().Match(header).Groups["value"].Value;
        int[] shape = [.. ShapePattern().Match(header).Groups["value"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        int count = shape.Aggregate(1, (a, b) => a * b);
        bool columnsFirst = header.Contains("'fortran_order': True", StringComparison.Ordinal);
        var re = new double[count];
        var im = new double[count];
        for (int i = 0; i < count; i++)
        {
            int to = columnsFirst ? (i % shape[0] * shape[1]) + (i / shape[0]) : i;
            int at = 10 + headerLength;
            re[to] = type switch
            {
                "<f4" => BitConverter.ToSingle(npy, at + (4 * i)),
                "<f8" => BitConverter.ToDouble(npy, at + (8 * i)),
                "<c8" => BitConverter.ToSingle(npy, at + (8 * i)),
                "<i4" => BitConverter.ToInt32(npy, at + (4 * i)),
                "<i8" => BitConverter.ToInt64(npy, at + (8 * i)),
                _ => throw new InvalidDataException(type),
            };
            im[to] = type == "<c8" ? BitConverter.ToSingle(npy, at + (8 * i) + 4) : 0;
        }

        return (re, im, shape);
    }

    [GeneratedRegex(@"'descr': '(?<value>[^']*)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DescriptionPattern();

    [GeneratedRegex(@"'shape': \((?<value>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShapePattern();
}
