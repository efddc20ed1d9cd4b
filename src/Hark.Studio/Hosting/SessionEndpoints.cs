using System.Reflection;

namespace Hark.Studio.Hosting;

/// <summary>What the page asks first.</summary>
internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/session", (HttpContext context, StudioAddress address, StudioOptions options) =>
    {
        if (address.Token is not null)
        {
            RequestGuard.KeepToken(context, address.Token);
        }

        string version = typeof(HarkException).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return new SessionAnswer(version, address.Token is not null, Environment.ProcessorCount, options.LargestUpload);
    });
}

/// <param name="Version">Of Hark.</param>
/// <param name="Shared">Whether others can reach this server: the page then says where browsers give the microphone.</param>
/// <param name="Processors">What a training can use.</param>
/// <param name="LargestUpload">Bytes.</param>
internal sealed record SessionAnswer(string Version, bool Shared, int Processors, long LargestUpload);
