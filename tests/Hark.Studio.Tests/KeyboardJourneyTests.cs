using Hark.Audio;
using Microsoft.Playwright;

namespace Hark.Studio.Tests;

/// <summary>The whole way from data to a recorded word without a mouse: every stop of the tabulator can be seen, and none is lost.</summary>
[Collection(nameof(MicrophoneGroup))]
public class KeyboardJourneyTests(Browser browser)
{
    private const int MostStops = 400;

    [Fact]
    public async Task Data_training_mistakes_a_file_and_a_recording_are_reached_by_keyboard_alone()
    {
        Words.Said(Words.Low, rate: 48_000).Slice(48_000 * 3 / 10, 48_000 * 6 / 10).WithFrames(48_000).Save(browser.Microphone);
        await using RunningStudio studio = await RunningStudio.Start(o => o with { Model = Path.Combine(RunningStudio.Checkout, "models", "bc-resnet-3.safetensors") });
        await Words.RecordBoth(studio);
        string file = Path.Combine(studio.Folder, "said.wav");
        Words.Said(Words.High, take: 2).Save(file);
        await using TestPage test = await browser.Open(studio);
        IPage page = test.Page;
        page.SetDefaultTimeout(90_000);
        var chooser = new TaskCompletionSource<IFileChooser>();
        page.FileChooser += (_, opened) => chooser.SetResult(opened);
        await page.GetByRole(AriaRole.Link, new() { Name = "Explore the data" }).WaitForAsync();

        // The first stop leads past the menu.
        await Press(page, "Tab");
        Assert.Equal("Skip to the content", await Focused(page));
        await Press(page, "Enter");
        await Go(page, page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Explore the data") }));

        // A data set, a filter, a clip; heard, and read out of its picture.
        await page.GetByText("4,160 clips").WaitForAsync();
        await Go(page, page.GetByRole(AriaRole.Link, new() { Name = "my recordings" }));
        await page.GetByRole(AriaRole.Heading, new() { Name = "my recordings" }).WaitForAsync();
        await TabTo(page, page.GetByRole(AriaRole.Searchbox, new() { Name = "Search names" }));
        await page.Keyboard.InsertTextAsync(Words.High);
        await page.GetByText("5 clips", new() { Exact = true }).WaitForAsync();
        await TabTo(page, page.GetByRole(AriaRole.Listbox));
        await Press(page, "ArrowDown", "ArrowDown");
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new($"^{Words.High}.*_1[.]wav$") }).WaitForAsync();
        await Press(page, "Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true }).WaitForAsync();
        await TabTo(page, page.GetByRole(AriaRole.Img, new() { Name = "Spectrogram" }));
        await Press(page, "ArrowRight", "ArrowUp");
        await page.GetByText("0.010 s").WaitForAsync();
        ILocator check = page.GetByRole(AriaRole.Button, new() { Name = "Check every clip" });
        await Go(page, check);
        await page.GetByText("speakers in two splits").WaitForAsync();
        Assert.Equal("Check every clip", await Focused(page));

        // A training from what the shipped model knows.
        await Go(page, Menu(page, "Train"));
        await TabTo(page, page.GetByRole(AriaRole.Combobox, new() { Name = "Data", Exact = true }));
        await Press(page, "ArrowDown");
        await page.GetByRole(AriaRole.Button, new() { Name = Words.High, Pressed = true }).WaitForAsync();
        await TabTo(page, page.GetByRole(AriaRole.Combobox, new() { Name = "Begin with" }));
        await Press(page, "ArrowDown");
        await page.GetByText("The network is its own, bc-resnet-3.").WaitForAsync();
        await TabTo(page, page.GetByRole(AriaRole.Combobox, new() { Name = "Recipe" }));
        await page.Keyboard.TypeAsync("quick");
        await Go(page, page.GetByText("More settings"));
        // Enough that it still runs when Pause is reached, however fast the machine is.
        await Fill(page, "Epochs", "150");
        await Fill(page, "Clips a step", "4");
        await Fill(page, "Threads", "1");
        await Go(page, page.GetByRole(AriaRole.Button, new() { Name = "Start training" }));
        await Go(page, page.GetByRole(AriaRole.Button, new() { Name = "Pause" }));
        await page.GetByText("paused", new() { Exact = true }).WaitForAsync();
        Assert.Equal("Go on", await Focused(page));
        await Press(page, "Enter");
        await page.GetByText("Say something to it.").WaitForAsync();
        Assert.NotEqual("", await Focused(page));
        Assert.Contains("--from ", await page.Locator("code.command").InnerTextAsync(), StringComparison.Ordinal);
        IPage report = await page.Context.RunAndWaitForPageAsync(() => Go(page, page.GetByRole(AriaRole.Link, new() { Name = "Report" })));
        await report.GetByText("bc-resnet-3").First.WaitForAsync();
        await report.CloseAsync();

        // Its mistakes, or what it told right; another model in the same breath.
        await Go(page, page.GetByRole(AriaRole.Link, new() { Name = "Look at its mistakes" }));
        ILocator cell = page.GetByRole(AriaRole.Button, new() { NameRegex = new($"clips of {Words.High} heard as") }).First;
        await cell.WaitForAsync();
        await Go(page, cell);
        await page.GetByText($"{Words.High}/tester_nohash_4.wav · said {Words.High}").WaitForAsync();
        await Go(page, page.GetByRole(AriaRole.Button, new() { NameRegex = new("tester_nohash_4") }));

        // A file, and the word that it really was.
        await Go(page, Menu(page, "Try it"));
        ILocator model = page.GetByRole(AriaRole.Combobox, new() { Name = "Model" });
        await TabTo(page, model);
        await Press(page, "ArrowDown");
        await page.WaitForURLAsync("**/#/try/*bc-resnet-3");
        Assert.True(await IsFocused(model));
        await TabTo(page, page.GetByLabel("Open a WAV file"));
        await Press(page, "Enter");
        await (await chooser.Task.WaitAsync(TimeSpan.FromSeconds(90))).SetFilesAsync(file);
        await page.GetByText("ms in the network").WaitForAsync();
        await Go(page, page.GetByRole(AriaRole.Button, new() { Name = "That was wrong" }));
        Assert.NotEqual("", await Focused(page));
        await TabTo(page, page.GetByLabel("another word"));
        await page.Keyboard.InsertTextAsync("그래");
        await Press(page, "Enter");
        await page.GetByText("Kept as “그래”").WaitForAsync();
        Assert.StartsWith("Kept as “그래”", await Focused(page), StringComparison.Ordinal);

        // A word said, and a take thrown away; the focus then stands on the next one.
        await Go(page, Menu(page, "Record"));
        await TabTo(page, page.GetByLabel("Word", new() { Exact = true }));
        await page.Keyboard.InsertTextAsync("위로");
        await Fill(page, "Takes in a row", "2");
        await Press(page, "Enter");
        Assert.Equal("Stop", await Focused(page));
        ILocator row = page.GetByRole(AriaRole.Region, new() { Name = "위로" });
        await row.GetByText("2 takes").WaitForAsync();
        await Go(page, row.GetByRole(AriaRole.Button, new() { NameRegex = new("^Remove this take") }).First);
        await row.GetByText("1 take", new() { Exact = true }).WaitForAsync();
        Assert.StartsWith("Remove this take", await Focused(page), StringComparison.Ordinal);

        // The language and the colours leave the focus where it was.
        await Go(page, page.GetByRole(AriaRole.Button, new() { Name = "한국어" }));
        Assert.Equal("English", await Focused(page));
        test.ExpectNoFaults();
    }

    private static ILocator Menu(IPage page, string view) => page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = view, Exact = true });

    private static async Task Press(IPage page, params string[] keys)
    {
        foreach (string key in keys)
        {
            await page.Keyboard.PressAsync(key);
        }
    }

    private static async Task Fill(IPage page, string field, string value)
    {
        await TabTo(page, page.GetByLabel(field, new() { Exact = true }));
        await Press(page, "ControlOrMeta+a");
        await page.Keyboard.TypeAsync(value);
    }

    private static async Task Go(IPage page, ILocator target)
    {
        await TabTo(page, target);
        await Press(page, "Enter");
    }

    /// <summary>By the tabulator, round the page if need be; every stop on the way must show that it has the focus, and have a name.</summary>
    private static async Task TabTo(IPage page, ILocator target)
    {
        await target.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        for (int stops = 0; !await IsFocused(target); stops++)
        {
            Assert.True(stops < MostStops, $"{target} is not reached by the tabulator");
            await Press(page, "Tab");
            string fault = await page.EvaluateAsync<string>(StopFault);
            Assert.Equal("", fault);
        }
    }

    private static Task<bool> IsFocused(ILocator target) => target.EvaluateAsync<bool>("e => e === document.activeElement");

    /// <summary>The name of what has the focus; empty where nothing has.</summary>
    private static Task<string> Focused(IPage page)
        => page.EvaluateAsync<string>("() => { const e = document.activeElement; return e && e !== document.body ? (e.getAttribute('aria-label') ?? e.textContent).trim() : ''; }");

    private const string StopFault = """
        () => {
          const e = document.activeElement;
          if (!e || e === document.body) return "";
          const outlined = (one) => one && getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) > 0;
          const what = e.outerHTML.slice(0, 120);
          if (!outlined(e) && !outlined(e.nextElementSibling) && !outlined(e.closest("label"))) return `not seen to have the focus: ${what}`;
          const name = e.getAttribute("aria-label") || e.textContent.trim() || e.title || [...(e.labels ?? [])].map((label) => label.textContent.trim()).join(" ");
          return name ? "" : `has no name: ${what}`;
        }
        """;
}
