using Hark.Audio;

namespace Hark.Data;

/// <summary>Where the word lies in a labelled clip, and how loud it is, told by the clip's own energy.</summary>
/// <param name="Start">First sample of the word, to 10 ms.</param>
/// <param name="End">Sample after its last.</param>
/// <param name="Rms">Root of the mean square between the two: the level of the active speech.</param>
internal readonly record struct ClipSpeech(int Start, int End, double Rms)
{
    // A usual share of the sample before: hum and offset weigh little, and the consonants that begin and end words more.
    private const double PreEmphasis = 0.9;

    // In dB, from the loudest 50 ms, as a single block may be a click.
    private const int BlocksOfPeak = 5;
    private const double RangeDb = 25;
    private const double LoudRangeDb = 18;
    private const double LeastRangeDb = 10;
    private const double AboveQuietDb = 6;

    // In blocks of 10 ms.
    private const int LongestGap = 15;
    private const int LongestClosure = 25;

    /// <summary>
    /// Of the pre-emphasised clip, the stretch of 10 ms blocks that stand at most 25 dB below the loudest 50 ms and 6 dB above the clip's quietest tenth. Gaps of up
    /// to 150 ms belong to the word, and up to 250 ms before what is at most 18 dB below: the closure of a last "t" or "p". Where there are several
    /// stretches it is the one that stands out most, in dB times its length.
    /// </summary>
    public static ClipSpeech Of(ReadOnlySpan<float> clip, int sampleRate)
    {
        int block = Math.Max(1, sampleRate / 100);
        double[] energies = Energies(clip, block);
        if (energies.Length == 0)
        {
            return new ClipSpeech(0, clip.Length, Loudness.Of(clip).Rms);
        }

        double[] levels = Array.ConvertAll(energies, Decibels);
        double peak = Peak(energies);
        double quiet = levels.Order().ElementAt(levels.Length / 10);
        double least = Math.Min(peak - LeastRangeDb, Math.Max(peak - RangeDb, quiet + AboveQuietDb));
        (int first, int last) = StandingOut(Stretches(levels, least, Math.Max(least, peak - LoudRangeDb)), levels, least);
        int start = first * block, end = (last + 1) * block;
        return new ClipSpeech(start, end, Loudness.Of(clip[start..end]).Rms);
    }

    /// <summary>Mean squares of the pre-emphasised blocks, without the clip's offset.</summary>
    private static double[] Energies(ReadOnlySpan<float> clip, int block)
    {
        double mean = 0;
        foreach (float sample in clip)
        {
            mean += sample;
        }

        mean /= Math.Max(1, clip.Length);
        var energies = new double[clip.Length / block];
        double before = 0;
        for (int t = 0; t < energies.Length * block; t++)
        {
            double sample = clip[t] - mean;
            double sharpened = sample - (PreEmphasis * before);
            energies[t / block] += sharpened * sharpened / block;
            before = sample;
        }

        return energies;
    }

    private static double Decibels(double energy) => 10 * Math.Log10(energy + 1e-12);

    private static double Peak(double[] energies)
    {
        int blocks = Math.Min(BlocksOfPeak, energies.Length);
        return Decibels(Enumerable.Range(0, energies.Length - blocks + 1).Max(i => energies[i..(i + blocks)].Average()));
    }

    /// <summary>The stretches, from their first to their last block.</summary>
    private static List<(int First, int Last)> Stretches(double[] levels, double least, double loud)
    {
        var stretches = new List<(int First, int Last)>();
        for (int i = 0; i < levels.Length; i++)
        {
            if (levels[i] < least)
            {
                continue;
            }

            int gap = stretches.Count > 0 ? i - stretches[^1].Last : int.MaxValue;
            if (gap <= LongestGap)
            {
                stretches[^1] = (stretches[^1].First, i);
            }
            else
            {
                stretches.Add((i, i));
            }

            // What a closure precedes may itself begin softly.
            if (levels[i] >= loud && stretches.Count > 1 && i - stretches[^2].Last <= LongestClosure)
            {
                stretches.RemoveAt(stretches.Count - 1);
                stretches[^1] = (stretches[^1].First, i);
            }
        }

        return stretches;
    }

    private static (int First, int Last) StandingOut(List<(int First, int Last)> stretches, double[] levels, double least)
        => stretches.MaxBy(stretch => levels[stretch.First..(stretch.Last + 1)].Sum(level => Math.Max(0, level - least)));
}
