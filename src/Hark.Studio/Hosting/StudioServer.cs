using Hark.Studio.Data;
using Hark.Studio.Evaluation;
using Hark.Studio.Listening;
using Hark.Studio.Recordings;
using Hark.Studio.Sound;
using Hark.Studio.Training;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hark.Studio.Hosting;

/// <summary>The server behind the page.</summary>
internal sealed class StudioServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly StudioAddress _address;

    private StudioServer(WebApplication app, StudioAddress address)
    {
        _app = app;
        _address = address;
    }

    /// <summary>The address to open, token included.</summary>
    public string Url => _address.Url;

    public string? Token => _address.Token;

    /// <summary>Whether the page was built into this program.</summary>
    public static bool HasPage => StaticPage.IsBuilt;

    /// <summary>Starts listening.</summary>
    /// <exception cref="HarkException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<StudioServer> StartAsync(StudioOptions options, CancellationToken cancellation = default)
    {
        var address = new StudioAddress(options.Host, options.Port);

        // Empty: no configuration file or environment variable of the place where the command runs may open another port.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, address, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(address);
        builder.Services.AddSingleton<RequestGuard>();
        builder.Services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        WorkLimits.Add(builder.Services, options);
        JobEndpoints.AddServices(builder.Services);
        SoundEndpoints.AddServices(builder.Services);
        DataEndpoints.AddServices(builder.Services);
        RunEndpoints.AddServices(builder.Services);
        PredictEndpoints.AddServices(builder.Services);
        RecordingEndpoints.AddServices(builder.Services);

        WebApplication app = builder.Build();
        RequestGuard guard = app.Services.GetRequiredService<RequestGuard>();
        app.Use((context, next) => Answers.Guarded(context, guard, next));
        app.UseWebSockets();
        app.UseRouting();
        app.UseRateLimiter();
        StaticPage.Map(app);
        RouteGroupBuilder api = app.MapGroup("/api");
        SessionEndpoints.Map(api);
        SoundEndpoints.Map(api);
        DataEndpoints.Map(api);
        RunEndpoints.Map(api);
        PredictEndpoints.Map(api);
        LiveEndpoints.Map(api);
        EvaluationEndpoints.Map(api);
        RecordingEndpoints.Map(api);
        JobEndpoints.Map(api);
        api.MapFallback(context => Answers.WriteError(context, StatusCodes.Status404NotFound, $"There is no {context.Request.Path}."));

        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            throw new HarkException($"Studio cannot listen on {options.Host}, port {options.Port} ({error.GetBaseException().Message.TrimEnd('.')}). Choose another with --port or --host.", error);
        }

        string bound = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        address.ListensOn(new Uri(bound).Port);
        return new StudioServer(app, address);
    }

    /// <summary>Asks itself what a page asks first, while the browser starts: code is compiled when it is first used.</summary>
    public async Task WarmUp()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_address.LocalUrl) };
        http.DefaultRequestHeaders.Add(RequestGuard.TokenHeader, _address.Token ?? "");
        try
        {
            await http.GetAsync(new Uri("/", UriKind.Relative));
            await http.PostAsync(new Uri("/api/session", UriKind.Relative), content: null);
            await http.PostAsJsonAsync("/api/sound/lab", new LabSpec { Partials = [new LabPartial(440)] });
            await http.GetAsync(new Uri("/api/data", UriKind.Relative));
            await http.GetAsync(new Uri("/api/runs", UriKind.Relative));
        }
        catch (HttpRequestException)
        {
            // A page that asks will be told what is wrong.
        }
    }

    /// <summary>Until the process is told to end, or <paramref name="cancellation"/>.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal static void Configure(JsonSerializerOptions json)
    {
        json.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
    }

    private static void Limit(KestrelServerOptions kestrel, StudioAddress address, StudioOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(address.Address, address.Port);
        kestrel.Limits.MaxConcurrentConnections = 2048;
        kestrel.Limits.MaxRequestBodySize = options.LargestUpload;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
