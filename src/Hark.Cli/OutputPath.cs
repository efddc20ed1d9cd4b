using System.CommandLine.Parsing;

namespace Hark.Cli;

/// <summary>Outputs are tried before the work that fills them: an hour of listening must not end at a folder that is not there.</summary>
internal static class OutputPath
{
    /// <summary>Leaves nothing behind, and a file that is there as it is.</summary>
    /// <param name="path">The file to be written; null where none is wanted.</param>
    /// <exception cref="HarkException">It could not be written.</exception>
    public static void CheckFile(string? path)
    {
        if (path is null)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            throw new HarkException($"{path}: is a folder. Give the name of the file to write.");
        }

        Try(path, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes the folder where it is not there.</summary>
    /// <param name="folder">The folder to be filled; null where none is wanted.</param>
    /// <param name="option">Where the user names it.</param>
    /// <exception cref="HarkException">It cannot be made, or takes no files.</exception>
    public static void MakeFolder(string? folder, string option)
    {
        if (folder is null)
        {
            return;
        }

        if (File.Exists(folder))
        {
            throw new HarkException($"{folder}: is a file; expected a folder, or none yet. Name another with {option}.");
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{folder}: the folder cannot be made ({error.Message.TrimEnd('.')}). Name another with {option}.", error);
        }

        Try(folder, folder);
    }

    /// <summary>Hark draws SVG whatever a file is called, so it must be called so: other programs go by the ending.</summary>
    /// <param name="result">What was typed.</param>
    /// <param name="name">The option or argument that it was typed for.</param>
    public static void JudgePicture(SymbolResult result, string name)
    {
        if (result.Tokens is [{ Value: { Length: > 0 } path }] && !path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            result.AddError($"{name} takes a file that ends in .svg, the only form that Hark draws, not '{path}'.");
        }
    }

    private static void Try(string path, string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw Unwritable(path, $"there is no folder {Path.GetDirectoryName(path)}", null);
        }

        try
        {
            using var file = new FileStream(Path.Combine(folder, $".hark-{Environment.ProcessId}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, error is FileNotFoundException ? "its folder takes no files" : error.Message.TrimEnd('.'), error);
        }
    }

    private static HarkException Unwritable(string path, string reason, Exception? error)
    {
        string message = $"{path}: cannot be written ({reason}). Check that the folder exists, may be written to and has room.";
        return error is null ? new HarkException(message) : new HarkException(message, error);
    }
}
