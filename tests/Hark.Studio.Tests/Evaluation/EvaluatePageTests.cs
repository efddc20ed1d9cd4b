using Microsoft.Playwright;

namespace Hark.Studio.Tests.Evaluation;

public class EvaluatePageTests(Browser browser, TrainedWords trained)
{
    [Fact]
    public async Task A_cell_opens_the_clips_behind_it_by_keyboard_alone()
    {
        await using RunningStudio studio = await trained.Studio();
        await using TestPage test = await browser.Open(studio, "/#/evaluate/words");
        IPage page = test.Page;
        ILocator cell = page.GetByRole(AriaRole.Button, new() { NameRegex = new($"clips of {Words.High} heard as") }).First;
        await cell.WaitForAsync();
        await test.Shoot("evaluate");

        // From the top of the page with the tabulator only.
        await page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" }).FocusAsync();
        for (int i = 0; i < 40 && !await cell.EvaluateAsync<bool>("e => e === document.activeElement"); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.True(await cell.EvaluateAsync<bool>("e => e === document.activeElement"));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText($"{Words.High}/tester_nohash_4.wav · said {Words.High}").WaitForAsync();
        await page.GetByRole(AriaRole.Img, new() { Name = "Spectrogram" }).WaitForAsync();
        test.ExpectNoFaults();
    }

    [Fact]
    public async Task The_same_in_Korean_and_at_phone_width_fits_the_screen()
    {
        await using RunningStudio studio = await trained.Studio();
        await using TestPage test = await browser.Open(studio, "/#/evaluate/words", o =>
        {
            o.Locale = "ko-KR";
            o.ViewportSize = new ViewportSize { Width = 360, Height = 740 };
            o.ColorScheme = ColorScheme.Dark;
            return o;
        });
        await test.Page.GetByRole(AriaRole.Heading, new() { Name = "혼동 행렬" }).WaitForAsync();

        // A chart is shown before it is fitted to its place: not even then may the page grow.
        await test.Page.EvaluateAsync("""
            () => {
              window.widest = 0;
              const look = () => { window.widest = Math.max(window.widest, document.documentElement.scrollWidth); };
              new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
              look();
            }
            """);
        foreach ((string view, string heading) in new[] { ("train", "학습"), ("record", "녹음"), ("try", "말해 보기"), ("start", "컴퓨터에게"), ("evaluate", "평가") })
        {
            await test.Page.GotoAsync($"{studio.Url}#/{view}");
            await test.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading }).WaitForAsync();
        }

        await test.Page.Locator(".line-chart canvas").First.WaitForAsync();
        Assert.Equal(360, await test.Page.EvaluateAsync<int>("Math.max(window.widest, document.documentElement.scrollWidth)"));

        test.ExpectNoFaults();
    }

    [Fact]
    public async Task Without_a_model_the_page_says_where_to_get_one()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await using TestPage test = await browser.Open(studio, "/#/evaluate");
        await test.Page.GetByText("There is no trained model yet.").WaitForAsync();
        await test.Page.GetByRole(AriaRole.Link, new() { Name = "Train one" }).ClickAsync();
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).WaitForAsync();
        test.ExpectNoFaults();
    }
}
