using Hark.Studio.Hosting;
using Hark.Training;

namespace Hark.Studio.Training;

/// <summary>The folder of runs: a run is named by the last name of its folder, and by nothing that leads elsewhere.</summary>
internal sealed class RunLocations(StudioOptions options)
{
    /// <summary>What a training that waits was asked for.</summary>
    private const string Waiting = "waiting.json";
    private const string Log = "train.log";

    /// <summary>The runs and the trainings that wait, the newest first.</summary>
    public IReadOnlyList<string> Names()
    {
        if (!Directory.Exists(options.Runs))
        {
            return [];
        }

        return [.. new DirectoryInfo(options.Runs).EnumerateDirectories().Where(IsRun).Select(d => d.Name).OrderDescending(StringComparer.Ordinal)];
    }

    /// <summary>The path of a run.</summary>
    /// <exception cref="HarkException">There is none of that name.</exception>
    public string Path(string name)
    {
        string path = System.IO.Path.Combine(options.Runs, name);
        bool plain = name.Length > 0 && System.IO.Path.GetFileName(name) == name && name is not ("." or "..");
        return plain && new DirectoryInfo(path) is { Exists: true } folder && IsRun(folder)
            ? path
            : throw new HarkException($"There is no run '{name}' any more. Choose another.");
    }

    /// <exception cref="HarkException">There is no such run, or it has not begun.</exception>
    public RunFolder Open(string name) => RunFolder.Open(Path(name));

    /// <summary>Makes a folder for a new run, with an empty log; the second of one second gets a number.</summary>
    public string Create(string model)
    {
        string first = $"{DateTime.Now:yyyyMMdd-HHmmss}-{model}", name = first;
        for (int number = 2; !Claim(NewPath(name)); number++)
        {
            name = $"{first}-{number}";
        }

        return name;
    }

    /// <summary>False where there is such a folder already: of two that ask at once, one makes its log.</summary>
    private static bool Claim(string path)
    {
        if (Directory.Exists(path))
        {
            return false;
        }

        try
        {
            Directory.CreateDirectory(path);
            new FileStream(LogFile(path), FileMode.CreateNew).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(LogFile(path)))
        {
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{path}: the run folder cannot be made ({error.Message.TrimEnd('.')}). Start Studio with another --runs.", error);
        }
    }

    /// <summary>The path of a run that <see cref="Create"/> made.</summary>
    public string NewPath(string name) => System.IO.Path.Combine(options.Runs, name);

    public static string WaitingFile(string path) => System.IO.Path.Combine(path, Waiting);

    public static string LogFile(string path) => System.IO.Path.Combine(path, Log);

    /// <summary>Other folders may lie here too; those are let alone.</summary>
    private static bool IsRun(DirectoryInfo folder)
        => new[] { "model.json", Waiting, Log }.Any(file => File.Exists(System.IO.Path.Combine(folder.FullName, file)));
}
