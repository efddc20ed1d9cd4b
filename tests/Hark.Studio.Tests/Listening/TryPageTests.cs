using Hark.Audio;
using Microsoft.Playwright;
using System.Net;
using System.Text;

namespace Hark.Studio.Tests.Listening;

[Collection(nameof(MicrophoneGroup))]
public class TryPageTests(Browser browser, TrainedWords trained)
{
    [Fact]
    public async Task A_file_is_heard_and_one_that_is_no_sound_or_too_large_is_told_in_one_line()
    {
        await using RunningStudio studio = await trained.Studio(o => o with { LargestUpload = 1 << 20 });
        await using TestPage test = await browser.Open(studio, "/#/try/words");
        IPage page = test.Page;
        ILocator file = page.GetByLabel("Open a WAV file").Last;
        await file.SetInputFilesAsync(new FilePayload { Name = "high.wav", MimeType = "audio/wav", Buffer = Words.Said(Words.High).ToWavBytes() });
        await page.Locator(".heard-word").GetByText(Words.High, new() { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.List, new() { Name = "Probability of each word" }).GetByText("silence").WaitForAsync();
        test.ExpectNoFaults();
        await file.SetInputFilesAsync(new FilePayload { Name = "no.wav", MimeType = "audio/wav", Buffer = Encoding.UTF8.GetBytes("This is no sound.") });
        await page.GetByRole(AriaRole.Alert).GetByText("the uploaded file").WaitForAsync();
        await file.SetInputFilesAsync(new FilePayload { Name = "large.wav", MimeType = "audio/wav", Buffer = new byte[2 << 20] });
        await page.GetByRole(AriaRole.Alert).GetByText("The file has 2.0 MB; Studio takes up to 1.0 MB. Cut it first.").WaitForAsync();
    }

    [Fact]
    public async Task A_model_that_is_deleted_while_in_use_is_told()
    {
        await using RunningStudio studio = await trained.Studio();
        await using TestPage test = await browser.Open(studio, "/#/try/words");
        ILocator file = test.Page.GetByLabel("Open a WAV file").Last;
        var sound = new FilePayload { Name = "high.wav", MimeType = "audio/wav", Buffer = Words.Said(Words.High).ToWavBytes() };
        await file.SetInputFilesAsync(sound);
        await test.Page.Locator(".heard-word").GetByText(Words.High, new() { Exact = true }).WaitForAsync();
        Directory.Delete(Path.Combine(studio.Folder, "runs", "words"), recursive: true);
        await file.SetInputFilesAsync(sound);
        await test.Page.GetByText("There is no run 'words' any more. Choose another.").WaitForAsync();
    }

    [Fact]
    public async Task Listening_on_and_on_tells_each_word_as_it_is_spoken()
    {
        // Two seconds of silence between the words.
        AudioClip said = Words.Said(Words.High, rate: 48_000);
        said.WithFrames(3 * 48_000).Save(browser.Microphone);
        await using RunningStudio studio = await trained.Studio();
        await using TestPage test = await browser.Open(studio, "/#/try/words");
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "Listen on" }).ClickAsync();
        await test.Page.GetByRole(AriaRole.List, new() { Name = "Words heard" }).GetByText(Words.High).First.WaitForAsync(new() { Timeout = 60_000 });
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "Stop listening" }).ClickAsync();
        test.ExpectNoFaults();
    }

    [Theory]
    [InlineData(true, "Click the sign left of the address, allow the microphone, and try again.")]
    [InlineData(false, "No microphone was found. Plug one in")]
    public async Task A_microphone_that_is_denied_or_missing_brings_advice(bool denied, string advice)
    {
        await using RunningStudio studio = await trained.Studio();
        (IBrowser bare, TestPage test) = await browser.OpenWithoutMicrophone(studio, "/#/try/words", denied);
        await using (bare)
        {
            await test.Page.GetByRole(AriaRole.Button, new() { Name = "Speak" }).ClickAsync();
            await test.Page.GetByRole(AriaRole.Alert).GetByText(advice).WaitForAsync();
            await test.Page.GotoAsync(studio.Url + "#/record");
            await test.Page.GetByLabel("Word", new() { Exact = true }).FillAsync("yes");
            await test.Page.GetByRole(AriaRole.Button, new() { Name = "Record", Exact = true }).ClickAsync();
            await test.Page.GetByRole(AriaRole.Alert).GetByText(advice).WaitForAsync();
        }
    }

    [Fact]
    public async Task A_stream_of_another_page_or_of_no_sound_is_refused()
    {
        await using RunningStudio studio = await trained.Studio();
        HttpResponseMessage plain = await studio.Send(HttpMethod.Get, "/api/listen?rate=48000");
        Assert.Equal("This address takes a WebSocket.", await RunningStudio.Error(plain));
        (string, string)[] upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]))];
        HttpResponseMessage strange = await studio.Send(HttpMethod.Get, "/api/listen?rate=48000", null, [.. upgrade, ("Origin", "https://evil.example")]);
        Assert.Equal(HttpStatusCode.Forbidden, strange.StatusCode);
        HttpResponseMessage slow = await studio.Send(HttpMethod.Get, "/api/listen?rate=1", null, upgrade);
        Assert.Equal("The microphone delivers 1 Hz. Expected 8,000 to 192,000.", await RunningStudio.Error(slow));
    }
}
