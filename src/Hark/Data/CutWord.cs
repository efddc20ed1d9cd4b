namespace Hark.Data;

/// <summary>
/// What a window that moves along a stream shows before a word has been spoken and after it: a piece, at the window's edge. Such pieces are
/// no words, and a network that never met one takes them for those they sound like ("stop" leaving is "up").
/// </summary>
internal static class CutWord
{
    private const float LeastVisible = 0.1f;
    private const float MostVisible = 0.5f;

    // Speech is where 10 ms are within 20 dB of the loudest 10 ms.
    private const int BlocksPerSecond = 100;
    private const double Floor = 0.01;

    /// <summary>Moves the word in <paramref name="samples"/> out of the clip until a tenth to a half of it is left, at the end or at the beginning.</summary>
    public static void Cut(ref SeededRandom random, int sampleRate, Span<float> samples)
    {
        (int begin, int end) = Speech(samples, Math.Max(1, sampleRate / BlocksPerSecond));
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

    /// <summary>From the first to the last block of speech.</summary>
    private static (int Begin, int End) Speech(ReadOnlySpan<float> samples, int block)
    {
        double loudest = 0;
        for (int i = 0; i < samples.Length; i += block)
        {
            loudest = Math.Max(loudest, Energy(samples, i, block));
        }

        int begin = 0, end = samples.Length;
        while (begin + block < end && Energy(samples, begin, block) < Floor * loudest)
        {
            begin += block;
        }

        // Blocks count from the beginning of the clip, so the last may be a short one.
        int last = (samples.Length - 1) / block * block;
        while (last > begin && Energy(samples, last, block) < Floor * loudest)
        {
            end = last;
            last -= block;
        }

        return (begin, end);
    }

    private static double Energy(ReadOnlySpan<float> samples, int start, int block)
    {
        double sum = 0;
        foreach (float sample in samples.Slice(start, Math.Min(block, samples.Length - start)))
        {
            sum += (double)sample * sample;
        }

        return sum;
    }
}
