using Hark.Models;

namespace Hark.Training;

/// <summary>The folder of a run: what each file is called, and how it is read back.</summary>
public sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its last name, as people call the run.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>Model, labels, front end, command, seed.</summary>
    public string Settings => In("model.json");

    /// <summary>The best epoch's weights: the model to ship.</summary>
    public string Weights => In(ModelFile.WeightsName);

    /// <summary>All that resuming needs.</summary>
    public string Last => In("last.safetensors");

    /// <summary>One JSON document a line, as the run goes.</summary>
    public string Progress => In("progress.jsonl");

    /// <summary>Read by the run: <c>pause</c>, <c>run</c> or <c>stop</c>.</summary>
    public string Control => In("control");

    /// <summary>Which process trains into this folder: see <see cref="RunProcess"/>.</summary>
    public string Process => In("process");

    public string HistoryCsv => In("history.csv");

    public string HistorySvg => In("history.svg");

    public string Report => In("report.html");

    public string Metrics => In("metrics.json");

    /// <summary>Makes the folder for a new run.</summary>
    /// <exception cref="HarkException">It cannot be made, or holds a run already.</exception>
    public static RunFolder Create(string path)
    {
        var folder = new RunFolder(path);
        if (File.Exists(folder.Settings) || File.Exists(folder.Last))
        {
            throw new HarkException($"{path}: holds a run already. Go on with it (--resume {path}) or name another folder (--out).");
        }

        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{path}: the run folder cannot be made ({error.Message.TrimEnd('.')}). Name another with --out.", error);
        }

        return folder;
    }

    /// <summary>Opens the folder of a run that has begun.</summary>
    /// <exception cref="HarkException">There is none, or a file of it is missing.</exception>
    public static RunFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new HarkException($"{path}: there is no such run folder. Train one with 'hark train', or check the name.");
        }

        var folder = new RunFolder(path);
        return File.Exists(folder.Settings)
            ? folder
            : throw new HarkException($"{path}: holds no model.json: it is no run folder, or the run ended before it began. Train again.");
    }

    /// <summary>Reads <c>model.json</c>.</summary>
    public ModelSettings ReadSettings() => ModelSettings.Parse(ReadText(Settings), Settings);

    /// <summary>Throws unless the file is there.</summary>
    /// <param name="path">One of this folder's files.</param>
    /// <param name="remedy">What to do when it is missing.</param>
    public string Require(string path, string remedy)
        => File.Exists(path) ? path : throw new HarkException($"{Path}: {System.IO.Path.GetFileName(path)} is missing. {remedy}");

    internal static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{path}: cannot be read ({error.Message.TrimEnd('.')}). Check that it exists and may be read.", error);
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
