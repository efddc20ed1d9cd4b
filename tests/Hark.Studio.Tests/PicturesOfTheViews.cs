using Microsoft.Playwright;

namespace Hark.Studio.Tests;

/// <summary>The pictures in the README, light and dark: made by <c>tools/screenshots</c>, which names the folder and a run on the bundled corpus.</summary>
public class PicturesOfTheViews(Browser browser)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Are_made(ColorScheme scheme)
    {
        string? folder = Environment.GetEnvironmentVariable("HARK_PICTURES"), run = Environment.GetEnvironmentVariable("HARK_PICTURES_RUN");
        Assert.SkipUnless(folder is not null && run is not null, "only tools/screenshots makes pictures");
        string corpus = Path.Combine(RunningStudio.Checkout, "data", "speech-synthetic");
        string clip = File.ReadLines(Path.Combine(corpus, "testing_list.txt")).Last(line => line.StartsWith("right/", StringComparison.Ordinal));
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(run!));
        await using RunningStudio studio = await RunningStudio.Start(prepare: place =>
        {
            string copy = Directory.CreateDirectory(Path.Combine(place, "runs", name)).FullName;
            foreach (string file in Directory.GetFiles(run!))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        });
        await using TestPage test = await browser.Open(studio, "/#/sound", o =>
        {
            o.ColorScheme = scheme;
            o.ViewportSize = new ViewportSize { Width = 1200, Height = 760 };
            return o;
        });
        IPage page = test.Page;
        page.SetDefaultTimeout(120_000);
        await page.GetByRole(AriaRole.Button, new() { Name = "A voice-like sound" }).ClickAsync();
        await page.GetByText("every tone is kept").WaitForAsync();
        await Shoot("sound");
        await page.GotoAsync($"{studio.Url}#/train/{name}");
        await page.GetByText("Say something to it.").WaitForAsync();
        await Shoot("train");
        await page.GotoAsync($"{studio.Url}#/evaluate/{name}");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Data", Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "bundled voices" });
        await page.Locator(".cell-wrong").First.WaitForAsync();
        await page.Locator(".evaluation-columns").First.EvaluateAsync("e => scrollTo(0, scrollY + e.getBoundingClientRect().top - 80)");
        await Shoot("evaluate");
        await page.GotoAsync($"{studio.Url}#/try/{name}");
        await page.GetByLabel("Open a WAV file").Last.SetInputFilesAsync(Path.Combine(corpus, clip));
        await page.Locator(".heard-word").WaitForAsync();
        await page.Locator(".result").EvaluateAsync("e => e.scrollIntoView({ block: 'end' })");
        await Shoot("try");

        async Task Shoot(string view)
        {
            await page.EvaluateAsync("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder!, $"studio-{view}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png") });
        }
    }
}
