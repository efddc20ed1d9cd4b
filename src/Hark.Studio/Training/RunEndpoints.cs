using Hark.Models;
using Hark.Studio.Data;
using Hark.Studio.Hosting;
using Hark.Studio.Listening;
using Hark.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hark.Studio.Training;

/// <summary>Runs: listed, followed, steered, begun, gone on with, deleted.</summary>
internal static class RunEndpoints
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<RunLocations>();
        services.AddSingleton<RunList>();
        services.AddSingleton<TrainingQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<TrainingQueue>());
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/runs");
        group.MapGet("", (RunList list) => list.All());
        group.MapGet("/feed", (HttpContext context, RunList list, IHostApplicationLifetime host) => RunFeeds.List(context, list, host)).RequireRateLimiting(WorkLimits.Live);
        group.MapGet("/{name}", (string name, RunLocations runs) => RunSummary.Of(name, runs.Path(name)));
        group.MapGet("/{name}/feed", (string name, HttpContext context, RunLocations runs, IHostApplicationLifetime host) => RunFeeds.Progress(context, name, runs, host)).RequireRateLimiting(WorkLimits.Live);
        group.MapGet("/{name}/report", (string name, HttpContext context, RunLocations runs) => Report(context, runs.Open(name)));
        group.MapPost("", Start);
        group.MapPost("/{name}/control", Control);
        group.MapPost("/{name}/resume", Resume);
        group.MapDelete("/{name}", Delete);
        api.MapGet("/recipes", () => Recipe.All.Select(r => new RecipeAnswer(r.Name, r.Summary, [.. ModelCatalog.All.Select(m => Numbers(r, m))])));
        api.MapGet("/models", () => ModelCatalog.All.Select(m => new ModelAnswer(m.Name, m.Summary, m == ModelCatalog.Default, m.DefaultFrontEnd.SampleRate, m.DefaultFrontEnd.Kind)));
        api.MapGet("/models/trained", (LoadedModels models) => models.Names().Select(name => new TrainedModelAnswer(name, ModelFile.ReadSettings(models.Find(name).Path).Model)));
    }

    private static RecipeNumbers Numbers(Recipe recipe, ModelDefinition model)
    {
        TrainingSettings numbers = recipe.Settings(model, model.DefaultFrontEnd.Kind);
        return new RecipeNumbers(model.Name, Recipe.DefaultFor(model) == recipe, numbers.Epochs, numbers.Batch, numbers.LearningRate);
    }

    private static RunSummary Start(TrainRequest request, RunLocations runs, TrainingQueue queue, RunList list, OpenDataSets data, LoadedModels models)
    {
        string? path = request.Data is null ? null : data.Get(request.Data).TrainingPath;
        string? weights = request.From is null ? null : models.Find(request.From).Path, teacher = request.Teacher is null ? null : models.Find(request.Teacher).Path;
        _ = request.Arguments(path, weights, teacher, "");
        queue.EnsureRoom();
        string name = runs.Create(request.Model ?? (weights is null ? ModelCatalog.Default.Name : ModelFile.ReadSettings(weights).Model));
        queue.Add(name, request.Arguments(path, weights, teacher, runs.NewPath(name)));
        list.Forget();
        return RunSummary.Of(name, runs.NewPath(name));
    }

    private static IResult Control(string name, ControlRequest request, RunLocations runs)
    {
        RunFolder folder = runs.Open(name);
        if (request.Order is not ("pause" or "run" or "stop"))
        {
            throw new HarkException($"'{request.Order}' is no order. Expected pause, run or stop.");
        }

        if (RunProcess.Of(folder) is null)
        {
            throw new HarkException($"{name} is not under way: there is nothing to {request.Order}.");
        }

        AtomicFile.WriteText(folder.Control, request.Order);
        return Results.NoContent();
    }

    private static RunSummary Resume(string name, ResumeRequest request, RunLocations runs, RunList list, TrainingQueue queue)
    {
        RunFolder folder = runs.Open(name);
        if (RunProcess.Of(folder) is not null)
        {
            throw new HarkException($"{name} is under way already.");
        }

        queue.EnsureRoom();
        List<string> arguments = ["train", "--resume", folder.Path, "--no-play"];
        if (request.Epochs is { } epochs)
        {
            arguments.Add(FormattableString.Invariant($"--epochs={epochs}"));
        }

        queue.Add(name, arguments);
        list.Forget();
        return RunSummary.Of(name, folder.Path);
    }

    private static IResult Delete(string name, RunLocations runs, RunList list, TrainingQueue queue)
    {
        string path = runs.Path(name);
        if (queue.IsAlive(name))
        {
            throw new HarkException($"{name} is under way. Stop it first.");
        }

        Directory.Delete(path, recursive: true);
        list.Forget();
        return Results.NoContent();
    }

    /// <summary>The report brings its own style; it may not run scripts or ask anybody for anything.</summary>
    private static Task Report(HttpContext context, RunFolder folder)
    {
        folder.Require(folder.Report, "The run has not ended yet.");
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return Results.File(System.IO.Path.GetFullPath(folder.Report), "text/html; charset=utf-8").ExecuteAsync(context);
    }
}

internal sealed record ControlRequest(string Order);

internal sealed record ResumeRequest(int? Epochs);

/// <param name="Name">As <c>--model</c> takes it.</param>
/// <param name="Summary">In a few words.</param>
/// <param name="Usual">Whether it is what <c>hark train</c> takes by itself.</param>
/// <param name="SampleRate">Hz that it is made for.</param>
/// <param name="FrontEnd">What it is shown of the sound.</param>
internal sealed record ModelAnswer(string Name, string Summary, bool Usual, int SampleRate, FrontEndKind FrontEnd);

/// <param name="Name">As predictions and trainings are asked of it.</param>
/// <param name="Network">What it is.</param>
internal sealed record TrainedModelAnswer(string Name, string Network);

/// <param name="Name">As <c>--recipe</c> takes it.</param>
/// <param name="Summary">In a few words.</param>
/// <param name="Numbers">For each model.</param>
internal sealed record RecipeAnswer(string Name, string Summary, IReadOnlyList<RecipeNumbers> Numbers);

/// <param name="Model">For which.</param>
/// <param name="Usual">Whether <c>hark train</c> takes this recipe for it by itself.</param>
/// <param name="Epochs">Times through the clips.</param>
/// <param name="Batch">Clips a step.</param>
/// <param name="LearningRate">At its peak.</param>
internal sealed record RecipeNumbers(string Model, bool Usual, int Epochs, int Batch, float LearningRate);
