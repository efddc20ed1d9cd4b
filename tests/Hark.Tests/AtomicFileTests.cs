namespace Hark.Tests;

public class AtomicFileTests
{
    [Fact]
    public void A_device_is_written_to_and_stays_a_device()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no device that is always full");
        Assert.StartsWith("/dev/full: cannot be written (", Assert.Throws<HarkException>(() => AtomicFile.WriteText("/dev/full", "words")).Message, StringComparison.Ordinal);
        Assert.True(File.Exists("/dev/full") && new FileInfo("/dev/full").Length == 0);
        Assert.Throws<HarkException>(() => AtomicFile.WriteText("/dev/full", "again"));
    }
}
