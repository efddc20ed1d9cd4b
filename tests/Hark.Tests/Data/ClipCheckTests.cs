using Hark.Audio;
using Hark.Data;

namespace Hark.Tests.Data;

public class ClipCheckTests
{
    [Fact]
    public void Each_fault_is_found_once_and_sound_clips_are_let_alone()
    {
        using var folder = new TemporaryFolder();
        AudioClip word = Fading(440, 0.5);
        Save("words/네/0-good.wav", word);
        Save("words/네/1-twin.wav", word);
        Save("words/네/2-silent.wav", word.WithGain(-60));
        Save("words/네/3-zeros.wav", new AudioClip(new float[16000], 16000));
        Save("words/네/4-clipped.wav", Fading(300, 3));
        Save("words/네/5-cut.wav", word.Slice(8000, 8000));
        Save("words/아니요/6-twin.wav", word);
        Save("words/아니요/7-good.wav", Fading(600, 0.5));
        File.WriteAllText(folder["words/아니요/8-broken.wav"], "no sound");

        ClipSource clips = DataSet.Open(folder["words"]).All;
        int most = 0;
        IReadOnlyList<ClipFinding> found = ClipCheck.Find(clips, done => InterlockedMax(ref most, done));
        Assert.Equal(clips.Count, most);
        Assert.Equal(
            [
                ("1-twin.wav", "네", ClipFault.Duplicate), ("2-silent.wav", "네", ClipFault.Silent), ("3-zeros.wav", "네", ClipFault.Silent),
                ("4-clipped.wav", "네", ClipFault.Clipped), ("5-cut.wav", "네", ClipFault.CutOff),
                ("6-twin.wav", "아니요", ClipFault.Duplicate), ("8-broken.wav", "아니요", ClipFault.Unreadable),
            ],
            found.Select(f => (Path.GetFileName(f.Name), f.Label, f.Fault)).Order());
        foreach (ClipFinding finding in found)
        {
            Assert.Equal((clips.Name(finding.Index), clips.Label(finding.Index)), (finding.Name, finding.Label));
        }

        Assert.Equal("zeros", found.Single(f => f.Name.EndsWith("3-zeros.wav", StringComparison.Ordinal)).Detail);
        Assert.StartsWith("begins at", found.Single(f => f.Fault == ClipFault.CutOff).Detail, StringComparison.Ordinal);
        Assert.Contains(found, f => f.Fault == ClipFault.Duplicate && f.Detail.Contains(", labelled ", StringComparison.Ordinal));

        void Save(string name, AudioClip clip)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            clip.Save(folder[name]);
        }
    }

    /// <summary>A tone that swells and fades within a second.</summary>
    private static AudioClip Fading(double hertz, double amplitude)
        => Sampling.Sample(t => Math.Clamp(amplitude * Math.Pow(Math.Sin(Math.PI * t), 2) * Math.Sin(2 * Math.PI * hertz * t), -1, 1), 16000, 1);

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var now && now != seen)
        {
            seen = now;
        }
    }
}
