using Hark.Studio.Hosting;
using Hark.Studio.Sound;
using Microsoft.Extensions.DependencyInjection;

namespace Hark.Studio.Recordings;

/// <summary>Words of one's own: listed, heard, kept, removed.</summary>
internal static class RecordingEndpoints
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<RecordingFolder>();
        services.AddSingleton<OtherWords>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/recordings").RequireRateLimiting(WorkLimits.Work);
        group.MapGet("", (RecordingFolder recordings) => new RecordingsAnswer(recordings.Path, recordings.List()));

        // A sound that was sent before; a new take, or one that was told wrong, under its right word.
        group.MapPost("", (KeepRequest request, RecordingFolder recordings, UploadedSounds sounds) => recordings.Add(request.Word, request.Speaker, sounds.Get(request.Sound)));
        group.MapPost("/others", (OtherWords others) => others.Add());
        group.MapGet("/{word}/{take}", (string word, string take, [AsParameters] StftQuery stft, RecordingFolder recordings) => SoundView.Of(recordings.Load(word, take), stft));
        group.MapDelete("/{word}/{take}", (string word, string take, RecordingFolder recordings) => recordings.Delete(word, take));
    }
}

/// <param name="Path">Of the folder, to be shown.</param>
/// <param name="Words">In it.</param>
internal sealed record RecordingsAnswer(string Path, IReadOnlyList<RecordedWord> Words);

/// <param name="Sound">As the page sent it.</param>
/// <param name="Word">What is said in it.</param>
/// <param name="Speaker">Who says it.</param>
internal sealed record KeepRequest(string Sound, string Word, string Speaker);
