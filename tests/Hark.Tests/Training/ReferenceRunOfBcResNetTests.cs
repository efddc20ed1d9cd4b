namespace Hark.Tests.Training;

public class ReferenceRunOfBcResNetTests
{
    [Fact]
    public void A_run_is_that_of_the_reference_kernels() => ReferenceRun.Check("bc-resnet-1");
}
