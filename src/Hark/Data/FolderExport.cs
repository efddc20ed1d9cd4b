using System.Buffers;
using Hark.Audio;

namespace Hark.Data;

/// <summary>Writes a data set as a folder of <c>label/*.wav</c> that opens as the same clips with the same labels.</summary>
internal static class FolderExport
{
    /// <summary>What a folder's name cannot hold on one system or another.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\:*?\"<>|\0");

    /// <summary>The folder appears whole or not at all. Sets with sides of their own get list files, so that the sides come back too.</summary>
    public static void Write(DataSet data, string folder, WavEncoding encoding)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        foreach (string label in data.Train.Labels)
        {
            CheckLabel(label, folder);
        }

        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new HarkException($"{folder}: is there already. Name a new folder to export to.");
        }

        string temporary = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            WriteInto(data, temporary, encoding);
            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            Directory.Move(temporary, target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException(
                $"{folder}: cannot be written ({error.Message.TrimEnd('.')}). Check that the folder above exists, may be written to and has room.", error);
        }
        finally
        {
            Discard(temporary);
        }
    }

    private static void WriteInto(DataSet data, string folder, WavEncoding encoding)
    {
        string above = Path.GetDirectoryName(folder)!;
        if (!Directory.Exists(above))
        {
            throw new HarkException($"{above}: there is no such folder to export into. Make it first.");
        }

        WriteClips(data.Train, folder, encoding);
        List<string> test = WriteClips(data.Test, folder, encoding);
        if (data.Kind == DataKind.SpeechCommands)
        {
            List<string> validation = WriteClips(data.Validation, folder, encoding);
            File.WriteAllLines(Path.Combine(folder, SplitLists.ValidationName), validation);
            File.WriteAllLines(Path.Combine(folder, SplitLists.TestName), test);
        }
        else if (!data.ValidatesOnTest)
        {
            WriteClips(data.Validation, folder, encoding);
        }
    }

    private static List<string> WriteClips(ClipSource clips, string folder, WavEncoding encoding)
    {
        string[] names = [.. Enumerable.Range(0, clips.Count).Select(i => $"{clips.Label(i)}/{FileName(clips, i)}")];
        foreach (int label in clips.LabelIndices().Distinct())
        {
            Directory.CreateDirectory(Path.Combine(folder, clips.Labels[label]));
        }

        ParallelWork.For(clips.Count, () => 0, (i, _) =>
        {
            byte[] wav = clips.Clip(i).ToWavBytes(encoding);
            File.WriteAllBytes(Path.Combine(folder, clips.Label(i), FileName(clips, i)), wav);
        });
        return [.. names];
    }

    /// <summary>
    /// The recording's own name; where it comes from another word's folder, that word behind it, as names are unique only within a word and
    /// must go on telling the speaker at their beginning.
    /// </summary>
    private static string FileName(ClipSource clips, int index)
    {
        string name = clips.Name(index);
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return $"{name.Replace(' ', '-')}.wav";
        }

        string word = name[..slash], file = name[(slash + 1)..];
        return string.Equals(word, clips.Label(index), StringComparison.Ordinal) ? file : $"{Path.GetFileNameWithoutExtension(file)}-{word}.wav";
    }

    private static void CheckLabel(string label, string folder)
    {
        if (label.StartsWith('.') || label.AsSpan().ContainsAny(Forbidden))
        {
            throw new HarkException($"{folder}: label '{label}' cannot be the name of a folder. Export to an NPZ, which takes any label.");
        }
    }

    private static void Discard(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
