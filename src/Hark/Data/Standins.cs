#pragma warning disable
using Hark.Audio;
namespace Hark.Data
{
public sealed class LabelSet(IEnumerable<string> names)
{
    private readonly string[] _n = names.ToArray();
    public IReadOnlyList<string> Names => _n;
    public int Count => _n.Length;
    public string this[int i] => _n[i];
    public int IndexOf(string s) => Array.IndexOf(_n, s);
}
public static class TrainTestSplit
{
    public static (int[] Train, int[] Test) Indices(int count, double testSize, uint seed)
    {
        int[] p = Enumerable.Range(0, count).ToArray(); new SeededRandom(seed).Shuffle<int>(p);
        int t = (int)Math.Ceiling(testSize * count); return (p[t..], p[..t]);
    }
    public static (int[] Train, int[] Test) Stratified(int[] labels, double testSize, uint seed) => Indices(labels.Length, testSize, seed);
}
}
