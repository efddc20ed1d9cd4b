using Hark.Data;

namespace Hark.Tests.Data;

public class LabelSetTests
{
    private static readonly LabelSet Words = new("yes", "no", "하나");

    [Fact]
    public void Names_and_indices_lead_to_each_other()
    {
        Assert.Equal(3, Words.Count);
        Assert.Equal(2, Words.IndexOf("하나"));
        Assert.Equal("하나", Words[2]);
        Assert.Equal([1, 0, 1], Words.IndicesOf(["no", "yes", "no"]));
        Assert.True(Words.Contains("no"));
        Assert.False(Words.Contains("No"));
        Assert.Equal("yes, no, 하나", Words.ToString());
    }

    [Fact]
    public void Labels_come_from_a_list_or_from_the_clips()
    {
        Assert.Equal(["yes", "no"], LabelSet.Parse("yes, no"));
        Assert.Equal(["no", "yes", "하나"], LabelSet.Of(["yes", "하나", "no", "yes"]));
    }

    [Fact]
    public void An_unknown_label_is_told_with_those_known() => Assert.Equal(
        "label 'maybe' is unknown, expected one of: yes, no, 하나. Correct it, or add it to the labels.",
        Assert.Throws<HarkException>(() => Words.IndexOf("maybe")).Message);

    [Fact]
    public void Empty_and_double_labels_are_told()
    {
        Assert.Equal("label 2 of 3 is empty. Give it a name or leave it out.", Assert.Throws<HarkException>(() => LabelSet.Parse("yes,,no")).Message);
        Assert.Equal("label 'yes' stands twice, at 1 and 3 of 3. Name each label once.", Assert.Throws<HarkException>(() => LabelSet.Parse("yes,no,yes")).Message);
        Assert.Equal("the list of labels is empty. Name at least one label.", Assert.Throws<HarkException>(() => LabelSet.Of([])).Message);
        Assert.Equal("label 1 of 1 is empty. Give it a name or leave it out.", Assert.Throws<HarkException>(() => LabelSet.Parse("")).Message);
    }
}
