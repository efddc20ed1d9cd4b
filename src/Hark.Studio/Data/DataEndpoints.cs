using Hark.Studio.Hosting;
using Hark.Studio.Sound;
using Microsoft.Extensions.DependencyInjection;

namespace Hark.Studio.Data;

/// <summary>Data sets: listed, opened, browsed, checked.</summary>
internal static class DataEndpoints
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<DataPlaces>();
        services.AddSingleton<OpenDataSets>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/data").RequireRateLimiting(WorkLimits.Work);
        group.MapGet("", (DataPlaces places) => places.List());
        group.MapGet("/{id}", (string id, OpenDataSets sets) => sets.Get(id).Index());
        group.MapGet("/{id}/summary", (string id, OpenDataSets sets) => sets.Get(id).Set.Summary);
        group.MapGet("/{id}/clips/{index:int}", (string id, int index, [AsParameters] StftQuery stft, OpenDataSets sets) =>
        {
            OpenData data = sets.Get(id);
            return SoundView.Of(data.Clips.Clip(data.Check(index)), stft);
        });
        group.MapGet("/{id}/clips/{index:int}/wav", (string id, int index, OpenDataSets sets) =>
        {
            OpenData data = sets.Get(id);
            return Results.Bytes(data.Clips.Clip(data.Check(index)).ToWavBytes(), "audio/wav");
        });
    }
}
