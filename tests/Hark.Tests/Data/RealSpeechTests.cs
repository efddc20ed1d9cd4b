using Hark.Data;

namespace Hark.Tests.Data;

public class RealSpeechTests
{
    private static readonly string Folder = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "spoken-words", "speech-commands-v1-subset");

    [Fact]
    public void Recordings_of_people_split_without_a_shared_speaker_and_as_the_published_hash_does()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Folder, "validation_list.txt")), "The recordings of Speech Commands are not unpacked on this machine.");
        DataSet data = DataSet.Open(Folder, new() { Labels = ["yes", "no", "up", "down", "left", "right", "stop", "go"] });
        DataSummary summary = data.Summary;
        data.EnsureTrainable();

        Assert.Equal(0, summary.SharedSpeakers);
        Assert.Equal((summary.Labels.Take(8).Sum(label => label.Clips.Train) + 9) / 10, summary.Labels[8].Clips.Train);
        foreach (DataSplit side in new[] { DataSplit.Train, DataSplit.Validation })
        {
            for (int i = 0; i < data[side].Count; i++)
            {
                if (data[side].Speaker(i) is not null)
                {
                    Assert.Equal(side, SpeakerSplit.Of(data[side].Name(i)));
                }
            }
        }
    }
}
