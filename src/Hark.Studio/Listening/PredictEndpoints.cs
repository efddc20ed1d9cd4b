using Hark.Audio;
using Hark.Models;
using Hark.Studio.Data;
using Hark.Studio.Hosting;
using Hark.Studio.Sound;
using Microsoft.Extensions.DependencyInjection;
using System.Diagnostics;

namespace Hark.Studio.Listening;

/// <summary>What word is in a sound.</summary>
internal static class PredictEndpoints
{
    public static void AddServices(IServiceCollection services) => services.AddSingleton<LoadedModels>();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/predict/models", (LoadedModels models) => models.Names());
        RouteGroupBuilder group = api.MapGroup("/predict").RequireRateLimiting(WorkLimits.Work);

        // Of a WAV in the body, of a sound sent before, of a clip of a data set.
        group.MapPost("", async (HttpRequest request, string? model, LoadedModels models) => Heard(models, model, UploadedSounds.Read(await Uploads.Read(request))));
        group.MapPost("/sounds/{id}", (string id, string? model, UploadedSounds sounds, LoadedModels models) => Heard(models, model, sounds.Get(id)));
        group.MapPost("/data/{id}/{index:int}", (string id, int index, string? model, OpenDataSets sets, LoadedModels models) =>
        {
            OpenData data = sets.Get(id);
            return Heard(models, model, data.Clips.Clip(data.Check(index)));
        });
    }

    private static PredictionAnswer Heard(LoadedModels models, string? model, AudioClip clip) => models.Use(model, (name, words) =>
    {
        long started = Stopwatch.GetTimestamp();
        Prediction heard = words.Predict(clip);
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return new PredictionAnswer(name, words.Settings.Model, heard.Label, heard.Probability, [.. heard.Probabilities.Select(p => new LabelProbability(p.Label, p.Probability))], Math.Round(milliseconds, 2));
    });
}

/// <param name="Run">Which run, or "shipped".</param>
/// <param name="Model">Which network.</param>
/// <param name="Label">The most probable.</param>
/// <param name="Probability">Of that.</param>
/// <param name="Probabilities">Of every label, in the model's order.</param>
/// <param name="Milliseconds">From the samples to the answer, waiting for other predictions included.</param>
internal sealed record PredictionAnswer(string Run, string Model, string Label, float Probability, IReadOnlyList<LabelProbability> Probabilities, double Milliseconds);

internal sealed record LabelProbability(string Label, float Probability);
