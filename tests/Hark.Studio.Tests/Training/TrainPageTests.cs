using Microsoft.Playwright;

namespace Hark.Studio.Tests.Training;

public class TrainPageTests(Browser browser, TrainedWords trained)
{
    [Fact]
    public async Task Runs_are_compared_looked_into_and_deleted_after_asking()
    {
        await using RunningStudio studio = await trained.Studio();
        string runs = Path.Combine(studio.Folder, "runs");
        Directory.CreateDirectory(Path.Combine(runs, "other"));
        foreach (string file in Directory.GetFiles(Path.Combine(runs, "words")))
        {
            File.Copy(file, Path.Combine(runs, "other", Path.GetFileName(file)));
        }

        await using TestPage test = await browser.Open(studio, "/#/train");
        IPage page = test.Page;
        await page.GetByLabel("Compare words").CheckAsync();
        await page.GetByLabel("Compare other").CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Runs compared" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "other" }).ClickAsync();
        await page.GetByText("hark train").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        Assert.True(Directory.Exists(Path.Combine(runs, "other")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete for good?" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "words" }).WaitForAsync();
        Assert.False(Directory.Exists(Path.Combine(runs, "other")));
        test.ExpectNoFaults();
    }

    [Fact]
    public async Task A_training_from_the_form_is_drawn_paused_and_stopped()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await Words.RecordBoth(studio);
        await using TestPage test = await browser.Open(studio, "/#/train");
        IPage page = test.Page;
        page.SetDefaultTimeout(90_000);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Data", Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "my recordings" });
        await page.GetByRole(AriaRole.Button, new() { Name = Words.High, Pressed = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Words.High, Pressed = true }).ClickAsync();
        await page.GetByText("More settings").ClickAsync();
        await page.GetByLabel("Epochs", new() { Exact = true }).FillAsync("100000");
        await page.GetByLabel("Clips a step").FillAsync("4");
        await page.GetByLabel("Threads").FillAsync("1");
        await page.GetByLabel("Other words told apart").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.GetByText("clips a second").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.GetByText("stopped", new() { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).WaitForAsync();
        await page.GetByText("--apart").First.WaitForAsync();
        test.ExpectNoFaults();
    }

    [Fact]
    public async Task A_network_is_taught_by_one_that_was_trained_before()
    {
        await using RunningStudio studio = await trained.Studio();
        await using TestPage test = await browser.Open(studio, "/#/train");
        IPage page = test.Page;
        page.SetDefaultTimeout(90_000);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Data", Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "my-words" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose other words" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Words.High, Pressed = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Network" }).SelectOptionAsync("spectrogram-conv");
        await page.GetByText("More settings").ClickAsync();
        await page.GetByLabel("Taught by").SelectOptionAsync("words");
        await page.GetByLabel("Epochs", new() { Exact = true }).FillAsync("1");
        await page.GetByLabel("Clips a step").FillAsync("4");
        await page.GetByLabel("Threads").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).ClickAsync();
        await page.GetByText($"--teacher {Path.Combine(studio.Folder, "runs", "words", "weights.safetensors")}").First.WaitForAsync();
        await page.GetByText("Say something to it.").WaitForAsync();
        test.ExpectNoFaults();
    }
}
