using Hark.Audio;
using Hark.Data;
using Hark.Studio.Hosting;
using System.Text;

namespace Hark.Studio.Recordings;

/// <summary>The words recorded in the page: a folder in the layout of Speech Commands, <c>word/speaker_nohash_n.wav</c>, that trains as it stands.</summary>
internal sealed class RecordingFolder(StudioOptions options)
{
    private const int MostWords = 200;
    private const int MostTakes = 1_000;
    private const int LongestName = 40;
    private const string Mark = "_nohash_";
    private readonly Lock _lock = new();

    public string Path => options.Recordings;

    /// <summary>Every word with its takes, in the order of their names.</summary>
    public IReadOnlyList<RecordedWord> List()
    {
        if (!Directory.Exists(Path))
        {
            return [];
        }

        return [.. new DirectoryInfo(Path).EnumerateDirectories()
            .Where(folder => folder.Name[0] is not ('_' or '.'))
            .Select(folder => new RecordedWord(folder.Name.Normalize(NormalizationForm.FormC), Takes(folder)))
            .Where(word => word.Takes.Count > 0)
            .OrderBy(word => word.Word, StringComparer.Ordinal)];
    }

    /// <summary>Keeps a take, under the first free number of its speaker.</summary>
    /// <exception cref="HarkException">Nothing is heard in it, a name cannot stand for a folder or a file, there are too many, or the disk does not take it: nothing is left behind.</exception>
    public RecordedTake Add(string word, string speaker, AudioClip clip)
    {
        word = Checked(word, "word");
        speaker = Checked(speaker, "name of the speaker").Replace(' ', '-');
        if (Loudness.Of(clip).Peak == 0)
        {
            throw new HarkException("The recording is empty: every sample is zero. Is the microphone muted? Record again.");
        }

        lock (_lock)
        {
            string folder = System.IO.Path.Combine(Path, word);
            if (!Directory.Exists(folder) && Directory.Exists(Path) && Directory.EnumerateDirectories(Path).Skip(MostWords - 1).Any())
            {
                throw new HarkException($"{Path}: holds {MostWords} words, the most that Studio records. Remove some, or start Studio with another --recordings.");
            }

            Directory.CreateDirectory(folder);
            if (Directory.EnumerateFiles(folder).Skip(MostTakes - 1).Any())
            {
                throw new HarkException($"'{word}' has {MostTakes:N0} takes, the most that Studio records. Remove some.");
            }

            int number = Enumerable.Range(0, MostTakes + 1).First(n => !File.Exists(System.IO.Path.Combine(folder, FileName(speaker, n))));
            string name = FileName(speaker, number);

            // A list may name a file that is not there; a file that its list does not name would be trained on.
            TakeLists.Add(Path, word, name, number);
            TakeTrim.Of(clip).Save(System.IO.Path.Combine(folder, name));
            return new RecordedTake(name, speaker);
        }
    }

    /// <summary>The sound of a take.</summary>
    /// <exception cref="HarkException">There is none of that name, or it cannot be read.</exception>
    public AudioClip Load(string word, string take) => AudioClip.Load(Find(word, take));

    public void Delete(string word, string take)
    {
        lock (_lock)
        {
            string file = Find(word, take);
            File.Delete(file);
            TakeLists.Remove(Path, word, take);
            string folder = System.IO.Path.GetDirectoryName(file)!;
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    /// <summary>Only what <see cref="List"/> tells can be named, so that no path leads out of the folder.</summary>
    private string Find(string word, string take)
    {
        RecordedWord? found = List().FirstOrDefault(w => w.Word == word);
        return found?.Takes.Any(t => t.Name == take) == true
            ? System.IO.Path.Combine(Path, word, take)
            : throw new HarkException($"There is no take '{take}' of '{word}' any more.");
    }

    private static List<RecordedTake> Takes(DirectoryInfo folder) => [.. folder.EnumerateFiles("*.wav")
        .Select(file => new RecordedTake(file.Name, SpeakerSplit.SpeakerOf(file.Name)))
        .OrderBy(take => take.Speaker, StringComparer.Ordinal).ThenBy(take => take.Name.Length).ThenBy(take => take.Name, StringComparer.Ordinal)];

    private static string FileName(string speaker, int number) => FormattableString.Invariant($"{speaker}{Mark}{number}.wav");

    /// <summary>Letters and digits of any script, with spaces and hyphens between: what every file system, list of labels and command line takes.</summary>
    private static string Checked(string name, string what)
    {
        string text = name.Trim().Normalize(NormalizationForm.FormC);
        bool plain = text.Length is > 0 and <= LongestName && text.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '\'') && text[0] is not ('-' or '\'');
        return plain ? text : throw new HarkException($"'{name}' cannot be a {what}. Take letters and digits, {LongestName} at the most.");
    }
}

/// <param name="Word">Its folder.</param>
/// <param name="Takes">By speaker, then in the order they were recorded.</param>
internal sealed record RecordedWord(string Word, IReadOnlyList<RecordedTake> Takes);

/// <param name="Name">Of the file.</param>
/// <param name="Speaker">Null where the name does not tell.</param>
internal sealed record RecordedTake(string Name, string? Speaker);
