using Hark.Audio;
using Hark.Studio.Hosting;
using Microsoft.Playwright;

namespace Hark.Studio.Tests;

/// <summary>One chromium for all tests, with a microphone that hears a file; tests that need it are skipped where there is none.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Usual =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly SemaphoreSlim _once = new(1, 1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hark-browser-");
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>What the microphone hears, over and over. Written anew, it is what a page opened afterwards hears.</summary>
    public string Microphone => Path.Combine(_folder.FullName, "microphone.wav");

    /// <summary>A fresh page: nothing remembered, English, light. Errors of its scripts and anything that the security policy stops are collected.</summary>
    internal async Task<TestPage> Open(RunningStudio studio, string path = "", Func<BrowserNewContextOptions, BrowserNewContextOptions>? change = null)
    {
        string? chromium = Executable();
        Assert.SkipUnless(chromium is not null, "chromium is missing: apt-get install chromium, or name one in HARK_CHROMIUM");
        Assert.SkipUnless(StudioServer.HasPage, "Studio's page was not built: Node.js is missing");
        await _once.WaitAsync();
        try
        {
            _browser ??= await Launch(chromium!);
        }
        finally
        {
            _once.Release();
        }

        var options = new BrowserNewContextOptions { Locale = "en-US", ColorScheme = ColorScheme.Light, ViewportSize = new ViewportSize { Width = 1280, Height = 900 } };
        IBrowserContext context = await _browser.NewContextAsync(change is null ? options : change(options));
        return await TestPage.Open(context, studio.Url.TrimEnd('/') + path);
    }

    /// <summary>A browser that has a microphone but does not allow it, or one that allows it but has none.</summary>
    internal async Task<(IBrowser Browser, TestPage Test)> OpenWithoutMicrophone(RunningStudio studio, string path, bool denied)
    {
        await (await Open(studio)).DisposeAsync();
        IBrowser bare = await _playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable(), Headless = true, Args = denied ? [.. Usual, "--use-fake-device-for-media-stream", "--deny-permission-prompts"] : Usual });
        var options = new BrowserNewContextOptions { Locale = "en-US", Permissions = denied ? [] : ["microphone"] };
        return (bare, await TestPage.Open(await bare.NewContextAsync(options), studio.Url.TrimEnd('/') + path));
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _once.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string? Executable()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("HARK_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        return candidates.FirstOrDefault(File.Exists);
    }

    private async Task<IBrowser> Launch(string chromium)
    {
        if (!File.Exists(Microphone))
        {
            new ComplexWave(new Partial(440, 0.3)).ToClip(48000, 1).Save(Microphone);
        }

        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Headless = true,
            Args =
            [
                .. Usual,
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-audio-capture={Microphone}",
                "--autoplay-policy=no-user-gesture-required",
            ],
        });
    }
}

/// <summary>A page under test.</summary>
internal sealed class TestPage : IAsyncDisposable
{
    private readonly List<string> _faults = [];

    private TestPage(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>Requests that went anywhere but to Studio.</summary>
    public List<string> Strangers { get; } = [];

    public static async Task<TestPage> Open(IBrowserContext context, string url)
    {
        var test = new TestPage(await context.NewPageAsync());
        string home = new Uri(url).GetLeftPart(UriPartial.Authority);
        test.Page.PageError += (_, error) => test._faults.Add(error);
        test.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                test._faults.Add(message.Text);
            }
        };
        test.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(home, StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                test.Strangers.Add(request.Url);
            }
        };
        await test.Page.GotoAsync(url);
        return test;
    }

    /// <summary>With HARK_SCREENSHOTS set to a folder, a picture of the page goes there.</summary>
    public async Task Shoot(string name, bool whole = true)
    {
        if (Environment.GetEnvironmentVariable("HARK_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.EvaluateAsync("scrollTo(0, 0)");
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = whole });
        }
    }

    /// <summary>No script failed, nothing was stopped by the security policy, nothing was asked of another machine.</summary>
    public void ExpectNoFaults()
    {
        Assert.Empty(_faults);
        Assert.Empty(Strangers);
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
