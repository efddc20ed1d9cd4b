using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hark.Cli.Tests;

/// <summary>A page in a real browser without a window, whose microphone hears a file; driven by the DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";
    private readonly TemporaryFolder _profile = new();
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private int _calls;

    private Chromium(string microphone) => _process = Process.Start(new ProcessStartInfo(Program,
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-audio-capture={microphone}",
        "--remote-debugging-port=0", $"--user-data-dir={_profile.Path}", "about:blank",
    ])
    { UseShellExecute = false, RedirectStandardError = true })!;

    /// <summary>Errors of scripts, and what the page's security policy stopped.</summary>
    public List<string> Faults { get; } = [];

    public static void Need() => Assert.SkipUnless(File.Exists(Program), "chromium is not installed");

    /// <summary>Opens a page; the microphone hears <paramref name="microphone"/>, over and over.</summary>
    public static async Task<Chromium> Open(string url, string microphone)
    {
        var browser = new Chromium(microphone);
        try
        {
            await browser.Connect(url);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of a script's expression, which may be a promise, run as if a person had clicked.</summary>
    public async Task<string?> Evaluate(string expression)
    {
        JsonNode answer = await Call("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["userGesture"] = true, ["returnByValue"] = true });
        Assert.True(answer["exceptionDetails"] is null, answer.ToJsonString());
        return answer["result"]!["value"]?.ToString();
    }

    /// <summary>Waits in the page until <paramref name="condition"/> holds.</summary>
    public async Task WaitUntil(string condition, int seconds = 60)
    {
        string? held = await Evaluate(
            $"new Promise(done => {{ const end = Date.now() + {seconds * 1000}; const look = () => ({condition}) ? done('yes') : Date.now() > end ? done(document.body.innerText) : setTimeout(look, 50); look(); }})");
        Assert.True(held == "yes", $"never: {condition}\n{string.Join('\n', Faults)}\n--- page\n{held}");
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }

    private async Task Connect(string url)
    {
        const string announced = "DevTools listening on ";
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync();
        }
        while (line?.StartsWith(announced, StringComparison.Ordinal) == false);

        _ = _process.StandardError.ReadToEndAsync();
        var browser = new Uri(line![announced.Length..]);
        using var http = new HttpClient();
        HttpResponseMessage made = await http.PutAsync(new Uri($"http://{browser.Authority}/json/new?{Uri.EscapeDataString("about:blank")}"), content: null);
        JsonNode page = JsonNode.Parse(await made.Content.ReadAsStringAsync())!;
        await _socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), CancellationToken.None);
        await Call("Runtime.enable", []);
        await Call("Log.enable", []);
        await Call("Page.navigate", new JsonObject { ["url"] = url });
    }

    /// <summary>Calls a method; what the browser tells unasked meanwhile is looked through for faults.</summary>
    private async Task<JsonNode> Call(string method, JsonObject parameters)
    {
        int id = ++_calls;
        byte[] message = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters });
        await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            JsonNode said = await Receive();
            if ((int?)said["id"] == id)
            {
                return said["result"] ?? throw new InvalidOperationException(said.ToJsonString());
            }

            if ((string?)said["method"] == "Runtime.exceptionThrown" || (string?)said["params"]?["entry"]?["level"] == "error")
            {
                Faults.Add(said.ToJsonString());
            }
        }
    }

    private async Task<JsonNode> Receive()
    {
        using var all = new MemoryStream();
        byte[] part = new byte[1 << 16];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(part.AsMemory(), CancellationToken.None);
            all.Write(part, 0, received.Count);
        }
        while (!received.EndOfMessage);

        return JsonNode.Parse(all.ToArray())!;
    }
}
