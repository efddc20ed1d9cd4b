using System.Text;

namespace Hark.Plots;

/// <summary>Guesses how wide a text will be without a font at hand: enough to keep labels apart.</summary>
internal static class TextSize
{
    /// <summary>Estimated width in pixels at <paramref name="size"/> pixels; a little generous.</summary>
    public static double Width(string text, double size)
    {
        double widths = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            widths += rune.Value switch
            {
                >= 0x1100 => 1.0, // Hangul, kana, ideographs: full width
                'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or ' ' or '(' or ')' => 0.33,
                'm' or 'w' or 'M' or 'W' or '%' => 0.9,
                >= 'A' and <= 'Z' => 0.68,
                _ => 0.58,
            };
        }

        return widths * size;
    }

    /// <summary>The text cut to <paramref name="width"/> pixels, with an ellipsis where something was cut.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        Rune[] runes = [.. text.EnumerateRunes()];
        for (int length = runes.Length - 1; length > 0; length--)
        {
            string cut = string.Concat(runes[..length]) + "…";
            if (Width(cut, size) <= width)
            {
                return cut;
            }
        }

        return "…";
    }
}
