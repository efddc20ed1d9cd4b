namespace Hark.Data;

/// <summary>The order of labels that come as a heap of names: the lesson's where they are its words, else ordinal.</summary>
internal static class LabelOrder
{
    private static readonly string[] Lesson = [.. SpeechCommandsLabels.TenWords, SpeechCommandsLabels.Unknown, SpeechCommandsLabels.Silence];

    public static LabelSet Of(IEnumerable<string> names)
    {
        var distinct = names.ToHashSet(StringComparer.Ordinal);
        return distinct.IsSubsetOf(Lesson) ? new LabelSet(Lesson.Where(distinct.Contains)) : LabelSet.Of(distinct);
    }
}
