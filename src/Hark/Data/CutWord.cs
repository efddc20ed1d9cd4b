namespace Hark.Data;

/// <summary>
/// What a window that moves along a stream shows before a word has been spoken and after it: a piece, at the window's edge. Such pieces are
/// no words, and a network that never met one takes them for those they sound like ("stop" leaving is "up").
/// </summary>
internal static class CutWord
{
    private const float LeastVisible = 0.1f;
    private const float MostVisible = 0.5f;

    /// <summary>Moves the word in <paramref name="samples"/> out of the clip until a tenth to a half of it is left, at the end or at the beginning.</summary>
    public static void Cut(ref SeededRandom random, int sampleRate, Span<float> samples)
    {
        (int begin, int end, _) = ClipSpeech.Of(samples, sampleRate);
        int visible = (int)((end - begin) * (LeastVisible + ((MostVisible - LeastVisible) * random.NextSingle())));
        if (random.NextInt32(2) == 0)
        {
            int kept = begin + visible;
            samples[..kept].CopyTo(samples[(samples.Length - kept)..]);
            samples[..(samples.Length - kept)].Clear();
        }
        else
        {
            int kept = samples.Length - (end - visible);
            samples[(end - visible)..].CopyTo(samples);
            samples[kept..].Clear();
        }
    }
}
