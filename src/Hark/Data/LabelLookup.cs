namespace Hark.Data;

/// <summary>Looks labels up where not to find one is no fault.</summary>
internal static class LabelLookup
{
    /// <summary>The index of <paramref name="name"/>, or −1.</summary>
    public static int Find(this LabelSet labels, string name) => labels.Contains(name) ? labels.IndexOf(name) : -1;
}
