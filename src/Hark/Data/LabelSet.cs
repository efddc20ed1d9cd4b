using System.Collections;

namespace Hark.Data;

/// <summary>The names of the classes in their order: a name's place is the index that the network knows it by.</summary>
public sealed class LabelSet : IReadOnlyList<string>
{
    private readonly string[] _names;
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    /// <param name="names">At least one name; none empty, none twice. Letter case counts.</param>
    /// <exception cref="HarkException">There is no name, or one is empty or stands twice.</exception>
    public LabelSet(params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = [.. names];
        if (_names.Length == 0)
        {
            throw new HarkException("the list of labels is empty. Name at least one label.");
        }

        for (int i = 0; i < _names.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(_names[i]))
            {
                throw new HarkException($"label {i + 1} of {_names.Length} is empty. Give it a name or leave it out.");
            }

            if (!_indices.TryAdd(_names[i], i))
            {
                throw new HarkException($"label '{_names[i]}' stands twice, "
                    + $"at {_indices[_names[i]] + 1} and {i + 1} of {_names.Length}. Name each label once.");
            }
        }
    }

    /// <summary>Number of classes.</summary>
    public int Count => _names.Length;

    /// <summary>The name at <paramref name="index"/>.</summary>
    public string this[int index] => _names[index];

    /// <summary>The distinct names among the labels of some clips, in ordinal order.</summary>
    /// <exception cref="HarkException">There is no label, or one is empty.</exception>
    public static LabelSet Of(IEnumerable<string> labels) => new(labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>Names separated by commas, as the command line takes them; space around a name does not count.</summary>
    /// <exception cref="HarkException">A name is empty or stands twice.</exception>
    public static LabelSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text.Split(',', StringSplitOptions.TrimEntries));
    }

    public bool Contains(string name) => _indices.ContainsKey(name);

    /// <summary>The index of <paramref name="name"/>.</summary>
    /// <exception cref="HarkException">There is no such label; the message lists those there are.</exception>
    public int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _indices.TryGetValue(name, out int index)
            ? index
            : throw new HarkException($"label '{name}' is unknown, expected one of: {this}. Correct it, or add it to the labels.");
    }

    /// <summary>The index of each name.</summary>
    /// <exception cref="HarkException">One of them is unknown.</exception>
    public int[] IndicesOf(IEnumerable<string> names) => [.. names.Select(IndexOf)];

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    /// <summary>The names, separated by commas.</summary>
    public override string ToString() => string.Join(", ", _names);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
