using Microsoft.Playwright;

namespace Hark.Studio.Tests.Sound;

public class SoundLabPageTests(Browser browser, ITestOutputHelper output)
{
    [Fact]
    public async Task A_tone_above_the_Nyquist_limit_is_said_to_be_heard_as_another()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await using TestPage test = await browser.Open(studio);
        await test.Page.GetByRole(AriaRole.Link, new() { Name = "Hear and see sound" }).ClickAsync();
        await test.Page.GetByText("every tone is kept").WaitForAsync();
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "A tone too high" }).ClickAsync();
        await test.Page.GetByText("7 kHz is heard as 1 kHz").WaitForAsync();
        await test.Shoot("sound");
        output.WriteLine($"first view: {await test.Page.EvaluateAsync<double>("performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart")} ms");
        test.ExpectNoFaults();
    }
}
