using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using System.Text.Json;

namespace Hark.Studio.Hosting;

/// <summary>Server-sent events: one JSON document each, until the page or Studio goes.</summary>
internal sealed class EventFeed : IDisposable
{
    // A comment now and then, by which a page that has gone is noticed.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly JsonSerializerOptions Json = MakeJson();
    private readonly HttpContext _context;
    private readonly CancellationTokenSource _end;
    private long _lastSent;

    private EventFeed(HttpContext context, CancellationTokenSource end)
    {
        _context = context;
        _end = end;
    }

    /// <summary>When to end.</summary>
    public CancellationToken End => _end.Token;

    public static async Task<EventFeed> Open(HttpContext context, IHostApplicationLifetime host)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        var feed = new EventFeed(context, CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping));

        // How long a browser waits before it connects again (ms).
        await feed.Write("retry: 1000\n\n");
        return feed;
    }

    public Task Send<T>(T document) => Write($"data: {JsonSerializer.Serialize(document, Json)}\n\n");

    /// <summary>Says that it is still there, when nothing was sent for long.</summary>
    public Task KeepAlive() => System.Diagnostics.Stopwatch.GetElapsedTime(_lastSent) < Silence ? Task.CompletedTask : Write(":\n\n");

    public void Dispose() => _end.Dispose();

    private async Task Write(string text)
    {
        _lastSent = System.Diagnostics.Stopwatch.GetTimestamp();
        await _context.Response.WriteAsync(text, _end.Token);
        await _context.Response.Body.FlushAsync(_end.Token);
    }

    private static JsonSerializerOptions MakeJson()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        StudioServer.Configure(json);
        return json;
    }
}
