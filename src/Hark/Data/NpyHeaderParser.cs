using System.Text;

namespace Hark.Data;

/// <summary>Reads the Python dictionary in a NumPy array's header: text, truth values, whole numbers and tuples, no code.</summary>
internal sealed class NpyHeaderParser(string text, string where)
{
    private int _at;

    /// <summary>The three fields that every header must have, and no others.</summary>
    public (string Descr, bool FortranOrder, int[] Shape) Parse()
    {
        string? descr = null;
        bool? fortranOrder = null;
        int[]? shape = null;
        Expect('{');
        while (!TryTake('}'))
        {
            string key = ReadText("a field name in quotes");
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = ReadDescr();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = ReadTruth();
                    break;
                case "shape" when shape is null:
                    shape = ReadShape();
                    break;
                default:
                    throw Broken($"field '{Shorten(key)}'", "each of 'descr', 'fortran_order' and 'shape' once");
            }

            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_at < text.Length)
        {
            throw Broken(Here(), "nothing after the dictionary");
        }

        string? missing = descr is null ? "descr" : fortranOrder is null ? "fortran_order" : shape is null ? "shape" : null;
        return missing is null
            ? (descr!, fortranOrder!.Value, shape!)
            : throw new HarkException($"{where}: the header has no field '{missing}', expected 'descr', 'fortran_order' and 'shape'. "
                + "The file is damaged; save it again.");
    }

    /// <summary>At most <paramref name="length"/> printable characters of <paramref name="text"/>, for a message.</summary>
    public static string Shorten(string text, int length = 40)
    {
        var shortened = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, length)))
        {
            shortened.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return text.Length > length ? shortened.Append("...").ToString() : shortened.ToString();
    }

    private string ReadDescr()
    {
        SkipSpace();
        return _at < text.Length && text[_at] is '[' or '('
            ? throw new HarkException($"{where}: field 'descr' is a list of named fields (a structured array), "
                + "expected one number or text type. "
                + "Save each of its fields as an array of its own.")
            : ReadText("an element type in quotes, such as '<f4'");
    }

    private string ReadText(string expected)
    {
        SkipSpace();
        char quote = _at < text.Length ? text[_at] : '\0';
        int end = quote is '\'' or '"' ? text.IndexOf(quote, _at + 1) : -1;
        if (end < 0)
        {
            throw Broken(Here(), expected);
        }

        string found = text[(_at + 1)..end];
        _at = end + 1;
        return found;
    }

    private bool ReadTruth()
    {
        SkipSpace();
        foreach (bool truth in (ReadOnlySpan<bool>)[false, true])
        {
            string word = truth ? "True" : "False";
            if (string.CompareOrdinal(text, _at, word, 0, word.Length) == 0)
            {
                _at += word.Length;
                return truth;
            }
        }

        throw Broken(Here(), "True or False for 'fortran_order'");
    }

    private int[] ReadShape()
    {
        var shape = new List<int>();
        Expect('(');
        while (!TryTake(')'))
        {
            if (shape.Count == NpyHeader.MaximumRank)
            {
                throw Broken("a shape of more axes", $"at most {NpyHeader.MaximumRank}");
            }

            shape.Add(ReadAxis());
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }

        return [.. shape];
    }

    private int ReadAxis()
    {
        SkipSpace();
        int start = _at;
        long value = 0;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            value = Math.Min((value * 10) + (text[_at] - '0'), 1L << 40);
            _at++;
        }

        if (start == _at)
        {
            throw Broken(Here(), "an axis length of 0 or more in 'shape'");
        }

        if (value > Array.MaxLength)
        {
            throw new HarkException($"{where}: field 'shape' has an axis of {Shorten(text[start.._at])}, "
                + $"expected at most {Array.MaxLength}. "
                + "The header is damaged, or the array must be saved in parts.");
        }

        // Python 2 wrote long integers as 3L.
        if (_at < text.Length && text[_at] == 'L')
        {
            _at++;
        }

        return (int)value;
    }

    private void Expect(char wanted)
    {
        if (!TryTake(wanted))
        {
            throw Broken(Here(), $"'{wanted}'");
        }
    }

    private bool TryTake(char wanted)
    {
        SkipSpace();
        if (_at < text.Length && text[_at] == wanted)
        {
            _at++;
            return true;
        }

        return false;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && text[_at] is ' ' or '\n' or '\r' or '\t')
        {
            _at++;
        }
    }

    private string Here() => _at < text.Length ? $"\"{Shorten(text[_at..])}\"" : "the end of the header";

    private HarkException Broken(string found, string expected)
        => new($"{where}: the header is no NumPy dictionary: found {found} at its character {_at}, expected {expected}. "
            + "The file is damaged; save it again with numpy.save.");
}
