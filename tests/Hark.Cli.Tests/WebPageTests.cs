using System.Text.Json;

namespace Hark.Cli.Tests;

public class WebPageTests(TinyRun tiny, SpokenTones tones)
{
    private static readonly string[] Page = ["app.js", "detector.js", "index.html", "microphone.js", "recognizer.js", "resampler.js", "spectrogram.js", "style.css", "text.js", "words.json", "words.onnx"];
    private static readonly string Runtime = Path.Combine(Checkout.Root, "tools", "oracles", "onnx", "node_modules", "onnxruntime-web");

    [Fact]
    public async Task A_browser_hears_the_word_at_its_microphone()
    {
        Chromium.Need();
        Assert.SkipUnless(Directory.Exists(Runtime), "onnxruntime-web is not installed: npm ci --ignore-scripts --prefix tools/oracles/onnx");
        using var folder = new TemporaryFolder();
        folder.Run("export", tones.Run, "--web", "site", "--runtime", Runtime).Expect(0);

        // The microphone's rate is not the model's.
        SpokenTones.Make(44100).Save(folder["microphone.wav"]);
        using var host = new StaticHost(folder["site"]);
        await using Chromium browser = await Chromium.Open(host.Url, folder["microphone.wav"]);
        await browser.WaitUntil("document.getElementById('listen')?.disabled === false");
        await browser.Evaluate("document.getElementById('listen').click()");
        await browser.WaitUntil("document.querySelectorAll('#events strong').length >= 2");
        string[] heard = (await browser.Evaluate("[...document.querySelectorAll('#events strong')].map(e => e.textContent).reverse().join(' ')"))!.Split(' ');

        // The microphone plays the recording over and over, and the page may begin to listen within it.
        IEnumerable<string> spoken = [.. SpokenTones.Spoken, .. SpokenTones.Spoken];
        Assert.Contains((heard[0], heard[1]), spoken.Zip(spoken.Skip(1)));
        Assert.Equal(heard[^1], await browser.Evaluate("document.getElementById('word').textContent"));
        Assert.Equal(string.Join(' ', SpokenTones.Labels), await browser.Evaluate("[...document.querySelectorAll('#bars span')].map(e => e.textContent).join(' ')"));

        // Something has been drawn at the right end of the picture.
        Assert.Equal("true", await browser.Evaluate("new Set(document.getElementById('spectrogram').getContext('2d').getImageData(1190, 0, 1, 256).data).size > 20"), ignoreCase: true);
        string listening = (await browser.Evaluate("document.getElementById('listen').textContent"))!;
        await browser.Evaluate("document.getElementById('language').click()");
        Assert.Equal(["Stop", "멈추기"], new[] { listening, await browser.Evaluate("document.getElementById('listen').textContent") }.Order(StringComparer.Ordinal));
        await browser.Evaluate("document.getElementById('listen').click()");
        await browser.WaitUntil("document.getElementById('level').value === 0");
        Assert.Empty(browser.Faults);
    }

    [Fact]
    public void The_page_is_complete_and_asks_nobody_else_for_anything()
    {
        using var folder = new TemporaryFolder();
        MakeRuntime(folder["npm"]);
        HarkProcess.Outcome outcome = folder.Run("export", tiny.Run, "--web", "내 페이지", "--runtime", "npm").Expect(0);
        Assert.Contains("page: 내 페이지: serve this folder by any web host", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(Page, Directory.GetFiles(folder["내 페이지"]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Equal(["ort-wasm.js", "ort-wasm.wasm", "ort.js"], Directory.GetFiles(folder[Path.Combine("내 페이지", "ort")]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Contains(""""labels":["네","아니요","위"]"""", File.ReadAllText(folder[Path.Combine("내 페이지", "words.json")]), StringComparison.Ordinal);
        using JsonDocument words = JsonDocument.Parse(File.ReadAllText(folder[Path.Combine("내 페이지", "words.json")]));
        Assert.Equal(
            ["model", "sampleRate", "clipSamples", "labels", "decisionMs", "smoothing", "otherWordOdds", "lockoutMs", "refractoryMs", "release", "riseMs", "thresholds"],
            words.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(TinyRun.Labels.Select(label => (label, 0.7)), words.RootElement.GetProperty("thresholds").EnumerateObject().Select(member => (member.Name, member.Value.GetDouble())));
        foreach (string file in Page.Where(file => file is not "words.onnx"))
        {
            string text = File.ReadAllText(folder[Path.Combine("내 페이지", file)]);
            Assert.DoesNotContain("http:", text, StringComparison.Ordinal);
            Assert.DoesNotMatch("https://[a-z]", text);
        }
    }

    [Fact]
    public void Without_the_runtime_it_says_what_to_run_and_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        string failure = folder.Run("export", tiny.Run, "--web", "site").ExpectFailure();
        Assert.Equal(
            $"{Path.Combine("node_modules", "onnxruntime-web")}: the page needs the files of npm's onnxruntime-web (ort.wasm.min.mjs, ort-wasm-simd-threaded.mjs, ort-wasm-simd-threaded.wasm), which are not there. "
            + "Run 'npm install onnxruntime-web@1.30.0' here and this command again, or name their folder with --runtime.",
            failure);
        Assert.False(Directory.Exists(folder["site"]));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        MakeRuntime(folder["npm"]);
        File.WriteAllText(folder["site"], "");
        Assert.StartsWith("site: is a file. ", folder.Run("export", tiny.Run, "--web", "site", "--runtime", "npm").ExpectFailure(), StringComparison.Ordinal);
    }

    private static void MakeRuntime(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "dist"));
        foreach (string file in new[] { "ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm" })
        {
            File.WriteAllText(Path.Combine(folder, "dist", file), "");
        }
    }
}
