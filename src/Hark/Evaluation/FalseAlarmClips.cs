using System.Globalization;
using Hark.Audio;
using Hark.Data;

namespace Hark.Evaluation;

/// <summary>Writes the windows of false alarms as clips of unknown words.</summary>
internal static class FalseAlarmClips
{
    public static int Save(string folder, DetectionTrack track, int side, TrackScore score, IReadOnlyList<string> labels)
    {
        string inside = Path.Combine(folder, SpeechCommandsLabels.Unknown);
        try
        {
            Directory.CreateDirectory(inside);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{inside}: cannot be made ({error.Message.TrimEnd('.')}). Check that the folder above may be written to.", error);
        }

        TrackFalseAlarm[] alarms = [.. score.FalseAlarms.Where(alarm => alarm.Place != FalseAlarmPlace.Word && alarm.Detection.PeakEnd >= track.Clips.ClipSamples)];
        ParallelWork.For(alarms.Length, () => new float[track.SegmentSamples], (i, segment) =>
        {
            TrackFalseAlarm alarm = alarms[i];
            var window = new float[track.Clips.ClipSamples];
            Cut(track, alarm.Detection.PeakEnd - window.Length, window, segment);

            // The speaker stands first, so that the clip stays on that speaker's side of a split.
            string speaker = alarm.Event < 0 ? "noise" : track.Clips.Speaker(track.Events[alarm.Event].Clip) ?? "speaker";
            string name = string.Create(CultureInfo.InvariantCulture, $"{speaker}_nohash_{side}{alarm.Detection.PeakEnd}-{FileNamePart(labels[alarm.Detection.Label])}.wav");
            new AudioClip(window, track.SampleRate).Save(Path.Combine(inside, name));
        });
        return alarms.Length;
    }

    private static string FileNamePart(string label) => string.Concat(label.Select(letter => Path.GetInvalidFileNameChars().Contains(letter) ? '-' : letter));

    private static void Cut(DetectionTrack track, long start, float[] window, float[] segment)
    {
        for (long at = start; at < start + window.Length;)
        {
            int index = (int)(at / track.SegmentSamples);
            int offset = (int)(at % track.SegmentSamples);
            track.Fill(index, segment);
            int count = (int)Math.Min(start + window.Length - at, track.SegmentSamples - offset);
            segment.AsSpan(offset, count).CopyTo(window.AsSpan((int)(at - start)));
            at += count;
        }
    }
}
