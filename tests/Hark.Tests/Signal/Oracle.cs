using System.Numerics;
using Hark.Audio;
using Hark.Data;

namespace Hark.Tests.Signal;

/// <summary>librosa's numbers for one signal. The chirp is a golden file; the speech stands outside the repository.</summary>
internal sealed class Oracle
{
    private readonly Dictionary<string, (double[] Re, double[] Im, int[] Shape)> _arrays = [];

    private Oracle(string path)
    {
        using NpzArchive archive = Npz.Open(path);
        foreach (string name in archive.Names)
        {
            NpyArray array = archive[name];
            Complex[] values = array.DType.StartsWith("complex", StringComparison.Ordinal)
                ? array.ToComplex()
                : Array.ConvertAll(array.ToDoubles(), value => new Complex(value, 0));
            _arrays[name] = (Array.ConvertAll(values, value => value.Real), Array.ConvertAll(values, value => value.Imaginary), [.. array.Shape]);
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
}
