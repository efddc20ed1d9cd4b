using Hark.Audio;
using Hark.Studio.Hosting;
using Hark.Studio.Recordings;
using Microsoft.Extensions.DependencyInjection;

namespace Hark.Studio.Sound;

/// <summary>The sound lab, and sounds that the page sends.</summary>
internal static class SoundEndpoints
{
    public static void AddServices(IServiceCollection services) => services.AddSingleton<UploadedSounds>();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/sound/lab", (LabSpec spec) => LabAnswer.Of(spec)).RequireRateLimiting(WorkLimits.Work);
        api.MapPost("/sounds", async (HttpRequest request, bool? trim, UploadedSounds sounds) =>
        {
            AudioClip read = UploadedSounds.Read(await Uploads.Read(request));
            AudioClip clip = trim is true ? TakeTrim.Of(read) : read;
            string id = sounds.Add(clip);
            return new UploadedSound(id, clip.SampleRate, clip.Channels, clip.Frames);
        }).RequireRateLimiting(WorkLimits.Work);
        api.MapGet("/sounds/{id}", (string id, [AsParameters] StftQuery stft, UploadedSounds sounds) => SoundView.Of(sounds.Get(id), stft)).RequireRateLimiting(WorkLimits.Work);
    }
}

internal sealed record UploadedSound(string Id, int SampleRate, int Channels, int Frames);
