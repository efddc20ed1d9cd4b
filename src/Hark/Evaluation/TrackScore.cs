namespace Hark.Evaluation;

/// <summary>Where a false alarm fell.</summary>
internal enum FalseAlarmPlace
{
    /// <summary>On or just after a word that is none of the model's.</summary>
    OtherWord,

    /// <summary>On or just after one of the model's words: told as another one, or told twice.</summary>
    Word,

    /// <summary>In the noise between.</summary>
    Noise,
}

/// <summary>A telling that should not have been.</summary>
/// <param name="Detection">What was told.</param>
/// <param name="Place">On what.</param>
/// <param name="Event">The word it fell on; -1 for noise.</param>
internal readonly record struct TrackFalseAlarm(TrackDetection Detection, FalseAlarmPlace Place, int Event);

/// <summary>
/// What was told in a track against what is in it. A word is hit by the first telling of its label between its beginning and one second after its end;
/// every other telling is a false alarm.
/// </summary>
internal sealed class TrackScore
{
    public const double ToleranceSeconds = 1;

    private readonly IReadOnlyList<TrackEvent> _events;

    /// <param name="events">What is in the track, in the order of time.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="told">What was told, in the order of time.</param>
    /// <param name="labels">How many the model has.</param>
    public TrackScore(IReadOnlyList<TrackEvent> events, int sampleRate, IReadOnlyList<TrackDetection> told, int labels)
    {
        _events = events;
        Words = new int[labels];
        Missed = new int[labels];
        foreach (TrackEvent placed in events)
        {
            if (placed.Label >= 0)
            {
                Words[placed.Label]++;
                Missed[placed.Label]++;
            }
            else
            {
                OtherWords++;
            }
        }

        long tolerance = (long)(ToleranceSeconds * sampleRate);
        var hit = new bool[events.Count];
        int first = 0;
        foreach (TrackDetection detection in told)
        {
            while (first < events.Count && events[first].SpeechEnd + tolerance < detection.Time)
            {
                first++;
            }

            int on = -1;
            bool isHit = false;
            for (int i = first; i < events.Count && events[i].SpeechStart <= detection.Time; i++)
            {
                // Of words close to each other, a telling is put down to the last that began.
                on = i;
                if (events[i].Label == detection.Label && !hit[i])
                {
                    hit[i] = isHit = true;
                    Missed[detection.Label]--;
                    LatenciesMs.Add((detection.Time - events[i].SpeechEnd) * 1000.0 / sampleRate);
                    break;
                }
            }

            if (!isHit)
            {
                FalseAlarmPlace place = on < 0 ? FalseAlarmPlace.Noise : events[on].Label < 0 ? FalseAlarmPlace.OtherWord : FalseAlarmPlace.Word;
                FalseAlarms.Add(new TrackFalseAlarm(detection, place, on));
            }
        }
    }

    /// <summary>Words to be told, one count a label.</summary>
    public int[] Words { get; }

    /// <summary>Those that were not.</summary>
    public int[] Missed { get; }

    /// <summary>Words not to be told.</summary>
    public int OtherWords { get; }

    public List<TrackFalseAlarm> FalseAlarms { get; } = [];

    /// <summary>From the end of each word that was hit to its telling; negative where it was told before its end.</summary>
    public List<double> LatenciesMs { get; } = [];

    public double MissRate => Words.Sum() == 0 ? double.NaN : (double)Missed.Sum() / Words.Sum();

    /// <summary>Other words that something was told on.</summary>
    public int OtherWordsFired => FalseAlarms.Where(alarm => alarm.Place == FalseAlarmPlace.OtherWord).Select(alarm => alarm.Event).Distinct().Count();

    /// <summary>Recordings of other words that something was told on, however often they were heard.</summary>
    public int DistinctClipsFired => FalseAlarms.Where(alarm => alarm.Place == FalseAlarmPlace.OtherWord).Select(alarm => _events[alarm.Event].Clip).Distinct().Count();
}
