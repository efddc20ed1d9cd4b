using System.Text;

namespace Hark.Data;

/// <summary>
/// One spelling for Korean labels. macOS may store a folder's name as single letters (ᄂ + ᅦ) where a keyboard types whole syllables
/// (네); both look the same and must be the same label. Without culture data .NET does not do this itself.
/// </summary>
internal static class Hangul
{
    private const char FirstLead = '\u1100', FirstVowel = '\u1161', BeforeFirstTail = '\u11A7', FirstSyllable = '\uAC00';
    private const int Leads = 19, Vowels = 21, Tails = 28;

    /// <summary>The text with letters put together into syllables (Unicode 3.12, canonical composition); all else as it is.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(FirstVowel, '\u11C2') < 0)
        {
            return text;
        }

        var composed = new StringBuilder(text.Length);
        foreach (char letter in text)
        {
            int last = composed.Length - 1;
            char before = last < 0 ? '\0' : composed[last];
            if (before - FirstLead is >= 0 and < Leads and var lead && letter - FirstVowel is >= 0 and < Vowels and var vowel)
            {
                composed[last] = (char)(FirstSyllable + (((lead * Vowels) + vowel) * Tails));
            }
            else if (before - FirstSyllable is >= 0 and < Leads * Vowels * Tails and var syllable && syllable % Tails == 0
                && letter - BeforeFirstTail is > 0 and < Tails and var tail)
            {
                composed[last] = (char)(before + tail);
            }
            else
            {
                composed.Append(letter);
            }
        }

        return composed.ToString();
    }
}
