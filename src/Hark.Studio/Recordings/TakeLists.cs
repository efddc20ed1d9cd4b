namespace Hark.Studio.Recordings;

/// <summary>
/// Which takes judge a model and which choose its epoch: of every five takes of a word the fourth stands in <c>validation_list.txt</c>, the fifth
/// in <c>testing_list.txt</c>. The usual split by speakers would leave sides empty where one person records alone.
/// </summary>
internal static class TakeLists
{
    private const int Cycle = 5;
    private const string Validation = "validation_list.txt";
    private const string Test = "testing_list.txt";

    public static void Add(string folder, string word, string take, int number)
    {
        // A set of somebody else's that has no lists keeps its split by speakers.
        bool has = File.Exists(Path.Combine(folder, Validation)) || File.Exists(Path.Combine(folder, Test));
        if (!has && Directory.EnumerateFiles(folder, "*.wav", SearchOption.AllDirectories).Any())
        {
            return;
        }

        Change(folder, Validation, lines => Put(lines, $"{word}/{take}", number % Cycle == Cycle - 2), always: !has);
        Change(folder, Test, lines => Put(lines, $"{word}/{take}", number % Cycle == Cycle - 1), always: !has);
    }

    public static void Remove(string folder, string word, string take)
    {
        Change(folder, Validation, lines => Put(lines, $"{word}/{take}", false), always: false);
        Change(folder, Test, lines => Put(lines, $"{word}/{take}", false), always: false);
    }

    private static bool Put(List<string> lines, string entry, bool wanted)
    {
        bool there = lines.Remove(entry);
        if (wanted)
        {
            lines.Add(entry);
        }

        return there != wanted;
    }

    private static void Change(string folder, string name, Func<List<string>, bool> change, bool always)
    {
        string path = Path.Combine(folder, name);
        List<string> lines = File.Exists(path) ? [.. File.ReadAllLines(path)] : [];
        if (change(lines) || always)
        {
            AtomicFile.WriteText(path, string.Concat(lines.Select(line => line + "\n")));
        }
    }
}
