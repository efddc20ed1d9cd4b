using Hark.Data;
using Hark.Evaluation;
using Hark.Studio.Hosting;
using Hark.Studio.Listening;
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

        // Begins a job (or finds it); its findings are then under the set.
        group.MapPost("/{id}/check", (string id, OpenDataSets sets, Jobs jobs) =>
        {
            OpenData data = sets.Get(id);
            return jobs.Start(CheckId(data), job => ClipCheck.Find(data.Set, job.Report)).Status;
        });
        group.MapGet("/{id}/check", (string id, OpenDataSets sets, Jobs jobs) => jobs.Get(CheckId(sets.Get(id))).Result<IReadOnlyList<ClipFinding>>());

        // The same for labels that a model doubts: the clips that it is surest to be another word, of all splits.
        group.MapPost("/{id}/doubts", (string id, string? model, OpenDataSets sets, LoadedModels models, Jobs jobs) =>
        {
            OpenData data = sets.Get(id);
            (string name, string weights) = models.Find(model);
            return jobs.Start(DoubtsId(data, name), job => DoubtedClips.Find(data, weights, job)).Status;
        });
        group.MapGet("/{id}/doubts", (string id, string? model, OpenDataSets sets, LoadedModels models, Jobs jobs)
            => jobs.Get(DoubtsId(sets.Get(id), models.Find(model).Name)).Result<IReadOnlyList<Mistake>>());
    }

    /// <summary>Another opening of the set is another question: its clips may have changed.</summary>
    private static string CheckId(OpenData data) => $"check-{data.Place.Id}-{data.Opening:x}";

    private static string DoubtsId(OpenData data, string model) => $"doubts-{data.Place.Id}-{data.Opening:x}-{model}";
}
