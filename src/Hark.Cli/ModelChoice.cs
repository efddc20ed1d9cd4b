using Hark.Models;
using Hark.Training;

namespace Hark.Cli;

/// <summary>Which trained model a command uses.</summary>
internal static class ModelChoice
{
    /// <summary>The folder that <c>hark train</c> fills, below where the command runs.</summary>
    public const string RunsFolder = "runs";

    /// <summary>A weights file: the run's, the given file, else the shipped model, else the newest run's.</summary>
    /// <param name="run">As typed; null where not given.</param>
    /// <param name="live">Whether a stream is to be heard: another model is shipped for that.</param>
    /// <returns>The file and what to call it.</returns>
    public static (string Path, string Name) Find(string? run, bool live = false)
    {
        if (run is not null)
        {
            return (WeightsOf(run), run);
        }

        if ((live ? BundledFiles.LiveModel : BundledFiles.Model) is { } shipped)
        {
            return (shipped, $"the shipped model {Path.GetFileNameWithoutExtension(shipped)}");
        }

        string? newest = Directory.Exists(RunsFolder)
            ? Directory.EnumerateDirectories(RunsFolder)
                .Where(folder => File.Exists(Path.Combine(folder, ModelFile.WeightsName)))
                .OrderByDescending(folder => File.GetLastWriteTimeUtc(Path.Combine(folder, ModelFile.WeightsName)))
                .FirstOrDefault()
            : null;
        return newest is null
            ? throw new HarkException($"There is no trained model yet: no run in {RunsFolder}/ here. Train one with 'hark train', or name one with --run.")
            : (Path.Combine(newest, ModelFile.WeightsName), newest);
    }

    private static string WeightsOf(string run)
    {
        if (File.Exists(run))
        {
            return run;
        }

        RunFolder folder = RunFolder.Open(run);
        return folder.Require(folder.Weights, "The run has not finished its first epoch, or the file was removed. Go on with 'hark train --resume', or train again.");
    }
}
