using Hark.Audio;

namespace Hark.Studio.Sound;

/// <summary>Sounds that the page has sent, in memory, the newest few: the page names them by number.</summary>
internal sealed class UploadedSounds
{
    private const int Most = 32;
    private const double LongestSeconds = 60;

    // 256 MB: an odd rate makes a file of a minute large.
    private const long MostSamples = 64L << 20;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AudioClip> _sounds = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private long _samples;

    /// <summary>Keeps a sound; gives its name.</summary>
    public string Add(AudioClip clip)
    {
        string id = Guid.NewGuid().ToString("N");
        lock (_lock)
        {
            _sounds.Add(id, clip);
            _order.Enqueue(id);
            _samples += clip.Samples.Length;
            while (_order.Count > Most || (_samples > MostSamples && _order.Count > 1))
            {
                _sounds.Remove(_order.Dequeue(), out AudioClip? oldest);
                _samples -= oldest!.Samples.Length;
            }
        }

        return id;
    }

    /// <exception cref="HarkException">It was never sent, or has made room for newer ones.</exception>
    public AudioClip Get(string id)
    {
        lock (_lock)
        {
            return _sounds.TryGetValue(id, out AudioClip? clip) ? clip : throw new HarkException("That sound is no longer here: open it again.");
        }
    }

    /// <summary>A WAV as a clip of at most a minute.</summary>
    /// <exception cref="HarkException">It is no sound, empty, or too long.</exception>
    public static AudioClip Read(byte[] wav)
    {
        if (wav.Length == 0)
        {
            throw new HarkException("The recording is empty: no sound arrived. Record again, or choose another file.");
        }

        using var stream = new MemoryStream(wav, writable: false);
        AudioClip clip = AudioClip.Load(stream, "the uploaded file");
        if (clip.Frames == 0)
        {
            throw new HarkException("The recording is empty: it holds no samples. Record again, or choose another file.");
        }

        return clip.Duration.TotalSeconds <= LongestSeconds
            ? clip
            : throw new HarkException($"The sound lasts {clip.Duration.TotalSeconds:0} s; Studio takes up to {LongestSeconds:0} s. Cut it first.");
    }
}
