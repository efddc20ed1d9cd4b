using Hark.Models;
using Hark.Studio.Data;
using Hark.Studio.Hosting;
using Hark.Studio.Listening;
using Hark.Studio.Sound;
using System.Security.Cryptography;
using System.Text;

namespace Hark.Studio.Evaluation;

/// <summary>Models judged; the clips behind each figure, to be heard.</summary>
internal static class EvaluationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/evaluations").RequireRateLimiting(WorkLimits.Work);

        // Begins a job (or finds it): its feed tells how far it is, then the result is here under the job's id.
        group.MapPost("", Start);
        group.MapGet("/{id}", (string id, Jobs jobs) => jobs.Get(id).Result<RunEvaluation>().Answer);
        group.MapGet("/{id}/clips/{index:int}", (string id, int index, [AsParameters] StftQuery stft, Jobs jobs) =>
        {
            RunEvaluation evaluation = jobs.Get(id).Result<RunEvaluation>();
            return SoundView.Of(evaluation.Clips.Clip(evaluation.Check(index)), stft);
        });
        group.MapGet("/{id}/clips/{index:int}/probabilities", (string id, int index, Jobs jobs) =>
        {
            RunEvaluation evaluation = jobs.Get(id).Result<RunEvaluation>();
            return evaluation.Probabilities(evaluation.Check(index));
        });
    }

    private static JobStatus Start(EvaluationRequest request, LoadedModels models, DataPlaces places, Jobs jobs)
    {
        (string run, string weights) = models.Find(request.Run);
        DataPlace place = request.Data is null ? OwnData(weights, places) : places.Find(request.Data);
        string split = request.Split ?? "test";
        string question = $"{weights}|{File.GetLastWriteTimeUtc(weights):O}|{place.Id}|{split}";
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)).AsSpan(0, 8));
        return jobs.Start(id, job => RunEvaluation.Of(run, weights, place.Path, place.Name, split, job)).Status;
    }

    /// <summary>What the run was trained on, as far as that is opened to the page.</summary>
    private static DataPlace OwnData(string weights, DataPlaces places)
    {
        string? path = ModelFile.ReadSettings(weights).Training?.Data;
        IReadOnlyList<DataPlace> open = places.List();
        return path is null
            ? open[0]
            : open.FirstOrDefault(p => p.Path == Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
                ?? throw new HarkException($"The model was trained on {path}, which is not open here. Start Studio with --data {path}, or choose other data.");
    }
}

/// <param name="Run">A run, or "shipped"; null takes the first model there is.</param>
/// <param name="Data">An opened data set; null takes what the run was trained on.</param>
/// <param name="Split">test, validation, train or all; null takes test.</param>
internal sealed record EvaluationRequest(string? Run, string? Data, string? Split);
