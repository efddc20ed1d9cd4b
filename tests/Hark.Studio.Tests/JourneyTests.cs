using Hark.Audio;
using Microsoft.Playwright;
using System.Diagnostics;

namespace Hark.Studio.Tests;

/// <summary>What a person does who has never seen Hark: record a word, train with it, be understood.</summary>
[Collection(nameof(MicrophoneGroup))]
public class JourneyTests(Browser browser, ITestOutputHelper output)
{
    [Fact]
    public async Task A_newcomer_records_a_Korean_word_trains_with_it_and_is_understood()
    {
        Hear(Words.Low);
        await using RunningStudio studio = await RunningStudio.Start(o => o with { Model = ShippedModel });
        for (int take = 0; take < 5; take++)
        {
            await Words.Keep(studio, Words.Said(Words.High, take), Words.High);
            if (take < 3)
            {
                await Words.Keep(studio, Words.Said(Words.Low, take), Words.Low);
            }
        }

        await using TestPage test = await browser.Open(studio);
        IPage page = test.Page;
        page.SetDefaultTimeout(180_000);
        await page.GetByRole(AriaRole.Link, new() { Name = "Record your own words" }).ClickAsync();

        // Three takes are there; two more, counted in, cut and kept, by keyboard alone.
        await page.GetByText("2 more to train with").WaitForAsync();
        await page.GetByLabel("Takes in a row").FillAsync("2");
        await page.GetByLabel("Word", new() { Exact = true }).FillAsync(Words.Low);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText($"Say “{Words.Low}” now").WaitForAsync();
        ILocator row = page.GetByRole(AriaRole.Region, new() { Name = Words.Low });
        await row.GetByText("5 takes").WaitForAsync();
        await test.Shoot("record");
        await page.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Train with these words" }).ClickAsync();

        // Reloaded and looked at by two pages, the run goes on.
        await page.WaitForURLAsync("**/#/train/*");
        await page.ReloadAsync();
        IPage second = await page.Context.NewPageAsync();
        await second.GotoAsync(studio.Url + "#/train");
        await second.GetByRole(AriaRole.Link, new() { NameRegex = new("bc-resnet-3") }).WaitForAsync();
        long started = Stopwatch.GetTimestamp();
        await page.GetByText("Say something to it.").WaitForAsync();
        output.WriteLine($"trained in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        await second.GetByText("done", new() { Exact = true }).WaitForAsync(new() { Timeout = 30_000 });
        await second.CloseAsync();
        IPage report = await page.Context.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Report" }).ClickAsync());
        await report.GetByText("bc-resnet-3").First.WaitForAsync();
        await report.CloseAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Try it", Exact = true }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Speak" }).ClickAsync();
        await page.GetByText("Speak now").WaitForAsync();
        await page.Locator(".heard-word").GetByText(Words.Low, new() { Exact = true }).WaitForAsync();
        await page.GetByText("ms in the network").WaitForAsync();
        await test.Shoot("try");

        // A mistake is put right by keyboard, and kept for the next training.
        await page.GetByRole(AriaRole.Button, new() { Name = "That was wrong" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("another word").FillAsync("그래");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Kept as “그래”").WaitForAsync();
        Assert.Single(Directory.GetFiles(Path.Combine(studio.Folder, "my-words", "그래")));
        test.ExpectNoFaults();
    }

    /// <summary>What begins a training of few takes.</summary>
    private static string ShippedModel => Path.Combine(RunningStudio.Checkout, "models", "bc-resnet-3.safetensors");

    /// <summary>The word again and again, so that any recording catches it whole.</summary>
    private void Hear(string word)
    {
        AudioClip said = Words.Said(word, rate: 48_000).Slice(48_000 * 3 / 10, 48_000 * 6 / 10);
        said.WithFrames(48_000).Save(browser.Microphone);
    }
}
