using Hark.Audio;

namespace Hark.Evaluation;

/// <summary>Where the word lies in a labelled clip, and how loud it is, told by the clip's own energy.</summary>
/// <param name="Start">First sample of the word, to 10 ms.</param>
/// <param name="End">Sample after its last.</param>
/// <param name="Rms">Root of the mean square between the two: the level of the active speech.</param>
internal readonly record struct ClipSpeech(int Start, int End, double Rms)
{
    private const double RangeDb = 25;
    private const double AboveQuietDb = 6;
    private const double LeastRangeDb = 10;
    private const int LongestGap = 15;

    /// <summary>
    /// The stretch around the loudest 10 ms whose blocks are at most 25 dB below it (and 6 dB above the clip's quietest tenth); gaps of up to 150 ms
    /// belong to the word.
    /// </summary>
    public static ClipSpeech Of(ReadOnlySpan<float> clip, int sampleRate)
    {
        int block = Math.Max(1, sampleRate / 100);
        int count = clip.Length / block;
        if (count == 0)
        {
            return new ClipSpeech(0, clip.Length, Loudness.Of(clip).Rms);
        }

        double mean = 0;
        foreach (float sample in clip)
        {
            mean += sample;
        }

        mean /= clip.Length;
        var levels = new double[count];
        for (int i = 0; i < count; i++)
        {
            double energy = 0;
            foreach (float sample in clip.Slice(i * block, block))
            {
                energy += (sample - mean) * (sample - mean);
            }

            levels[i] = 10 * Math.Log10((energy / block) + 1e-12);
        }

        int loudest = Array.IndexOf(levels, levels.Max());
        double quiet = levels.Order().ElementAt(count / 10);
        double least = Math.Min(levels[loudest] - LeastRangeDb, Math.Max(levels[loudest] - RangeDb, quiet + AboveQuietDb));
        int start = Reach(levels, loudest, -1, least);
        int end = Reach(levels, loudest, +1, least) + 1;
        return new ClipSpeech(start * block, end * block, Loudness.Of(clip[(start * block)..(end * block)]).Rms);
    }

    private static int Reach(double[] levels, int from, int direction, double least)
    {
        int last = from;
        for (int i = from; i >= 0 && i < levels.Length && Math.Abs(i - last) <= LongestGap; i += direction)
        {
            last = levels[i] >= least ? i : last;
        }

        return last;
    }
}
