using Hark.Audio;
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

        // A second page of a server that is warm: what a person waits for. Measured, not judged, for machines differ.
        await using TestPage again = await browser.Open(studio);
        await again.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        double painted = await again.Page.EvaluateAsync<double>("""
            () => new Promise(done => new PerformanceObserver(list => {
              for (const entry of list.getEntriesByName("first-contentful-paint")) done(entry.startTime);
            }).observe({ type: "paint", buffered: true }))
            """);
        output.WriteLine($"first view drawn after {painted:0} ms");
        test.ExpectNoFaults();
    }

    [Fact]
    public async Task Sliders_are_moved_by_keyboard_and_the_figures_follow()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await using TestPage test = await browser.Open(studio, "/#/sound");
        IPage page = test.Page;
        await page.GetByText("every tone is kept").WaitForAsync();
        ILocator bits = page.GetByRole(AriaRole.Slider, new() { Name = "Bits per sample" });
        await bits.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("3", await bits.GetAttributeAsync("aria-valuetext"));
        await page.Locator(".facts", new() { HasText = "levels" }).GetByText("8", new() { Exact = true }).WaitForAsync();
        Quantization expected = new Quantizer(3).Apply(new ComplexWave(new Partial(440, 0.5)).ToClip(16000, 1));
        await page.GetByText(FormattableString.Invariant($"{expected.MeasuredSnrDb:0.0} dB"), new() { Exact = true }).First.WaitForAsync();

        ILocator window = page.GetByRole(AriaRole.Slider, new() { Name = "Window" });
        await window.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.GetByText("2,049 × 16", new() { Exact = true }).WaitForAsync();
        test.ExpectNoFaults();
    }

    [Fact]
    public async Task A_file_of_ones_own_is_drawn_and_what_is_no_sound_is_told()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await using TestPage test = await browser.Open(studio, "/#/sound");
        IPage page = test.Page;
        await page.GetByRole(AriaRole.Radio, new() { Name = "a file of mine" }).CheckAsync();
        await Choose("소리.wav", new ComplexWave(new Partial(440, 0.5)).ToClip(22050, 2).ToWavBytes());
        await page.GetByText("소리.wav").WaitForAsync();
        await page.GetByText("257 × 345", new() { Exact = true }).WaitForAsync();
        test.ExpectNoFaults();

        await Choose("picture.wav", "no sound at all"u8.ToArray());
        await page.GetByRole(AriaRole.Alert).GetByText("the uploaded file").WaitForAsync();

        async Task Choose(string name, byte[] content)
        {
            IFileChooser chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Open a WAV file" }).ClickAsync());
            await chooser.SetFilesAsync(new FilePayload { Name = name, MimeType = "audio/wav", Buffer = content });
        }
    }

    [Theory]
    [InlineData("dark", 1280)]
    [InlineData("phone", 390)]
    public async Task The_page_speaks_Korean_and_fits_every_screen(string name, int width)
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await using TestPage test = await browser.Open(studio, "/#/sound", options =>
        {
            options.Locale = "ko-KR";
            options.ColorScheme = ColorScheme.Dark;
            options.ViewportSize = new ViewportSize { Width = width, Height = 900 };
            return options;
        });
        await test.Page.GetByRole(AriaRole.Heading, new() { Name = "소리 실험실" }).WaitForAsync();
        await test.Page.GetByText("모든 음이 그대로 남습니다").WaitForAsync();
        Assert.Equal("ko", await test.Page.EvaluateAsync<string>("document.documentElement.lang"));
        Assert.True(await test.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen");
        await test.Shoot($"sound-{name}");

        // What is chosen by hand is remembered.
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "Light" }).ClickAsync();
        await test.Page.ReloadAsync();
        await test.Page.GetByRole(AriaRole.Heading, new() { Name = "Sound lab" }).WaitForAsync();
        Assert.Equal("light", await test.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        test.ExpectNoFaults();
    }
}
