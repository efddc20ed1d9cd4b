using Hark.Audio;
using System.CommandLine;
using System.Globalization;

namespace Hark.Cli;

/// <summary>A part of a sound: <paramref name="Count"/> frames from <paramref name="Start"/> on, typed as START:COUNT.</summary>
internal readonly record struct SampleRange(int Start, int Count)
{
    public static Option<SampleRange?> Option() => new("--range")
    {
        Description = "Only COUNT samples from START on",
        HelpName = "START:COUNT",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            string[] parts = text.Split(':');
            if (parts.Length == 2 && TryCount(parts[0], out int start) && TryCount(parts[1], out int count) && count > 0)
            {
                return new SampleRange(start, count);
            }

            result.AddError($"--range takes START:COUNT, such as 1000:41, with a start of at least 0 and a count of at least 1, not '{text}'.");
            return null;
        },
    };

    /// <summary>Reads a WAV file, or only the range of it: what comes before is passed over piece by piece.</summary>
    public static AudioClip Load(string path, SampleRange? range)
    {
        if (range is not var (start, count))
        {
            return AudioClip.Load(path);
        }

        using var reader = new WavReader(path);
        int channels = reader.Header.Channels;
        if (reader.Header.Frames is { } frames && (long)start + count > frames)
        {
            throw new HarkException($"{path}: has {frames} samples, so {count} from sample {start} on are not there. Give a --range within them.");
        }

        var skipped = new float[channels * Math.Clamp(start, 1, 1 << 14)];
        int read = 1;
        for (int left = start; left > 0 && read > 0; left -= read)
        {
            read = reader.Read(skipped.AsSpan(0, (int)Math.Min((long)left * channels, skipped.Length)));
        }

        var samples = new float[checked(count * channels)];
        return reader.Read(samples) == count
            ? new AudioClip(samples, reader.Header.SampleRate, channels)
            : throw new HarkException($"{path}: ended at sample {reader.Position}, before the end of the range {start}:{count}. Give a --range within it.");
    }

    private static bool TryCount(string text, out int number)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
