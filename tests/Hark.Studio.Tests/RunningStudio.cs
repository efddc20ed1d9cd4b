using Hark.Studio.Hosting;
using System.Net.Http.Json;

namespace Hark.Studio.Tests;

/// <summary>A Studio on a free port, over folders of its own that are gone afterwards.</summary>
internal sealed class RunningStudio : IAsyncDisposable
{
    private readonly StudioServer _server;
    private readonly DirectoryInfo _folder;

    private RunningStudio(StudioServer server, DirectoryInfo folder)
    {
        _server = server;
        _folder = folder;
        Http = new HttpClient { BaseAddress = new Uri(server.Url.Split('#')[0]) };
    }

    public HttpClient Http { get; }

    public string Url => _server.Url;

    public string? Token => _server.Token;

    /// <summary>Where runs and recordings are.</summary>
    public string Folder => _folder.FullName;

    /// <param name="change">Options other than the usual.</param>
    /// <param name="prepare">Fills the folder before Studio looks at it.</param>
    public static async Task<RunningStudio> Start(Func<StudioOptions, StudioOptions>? change = null, Action<string>? prepare = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hark-studio-");
        prepare?.Invoke(folder.FullName);
        var options = new StudioOptions
        {
            Runs = Path.Combine(folder.FullName, "runs"),
            Recordings = Path.Combine(folder.FullName, "my-words"),
            Corpus = Path.Combine(Checkout, "data", "speech-synthetic"),
            TrainCommand = ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "Hark.Cli.dll")],
        };
        return new RunningStudio(await StudioServer.StartAsync(change is null ? options : change(options)), folder);
    }

    /// <summary>The root of the sources.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>Sends a request as it stands, without what <see cref="HttpClient"/> adds.</summary>
    public Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request);
    }

    /// <summary>The one line of an answer that is no success.</summary>
    public static async Task<string> Error(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<ErrorAnswer>())!.Error;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string FindCheckout()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Hark.slnx")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException("The tests run within a checkout.");
    }
}
