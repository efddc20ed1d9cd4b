namespace Hark.Studio.Hosting;

/// <summary>What <c>hark studio</c> was asked for, and where things are.</summary>
internal sealed record StudioOptions
{
    /// <summary>The folder of run folders.</summary>
    public required string Runs { get; init; }

    /// <summary>The folder that words recorded in the browser go to.</summary>
    public required string Recordings { get; init; }

    /// <summary>The bundled corpus.</summary>
    public required string Corpus { get; init; }

    /// <summary>The shipped model; null where there is none.</summary>
    public string? Model { get; init; }

    /// <summary>What stands for it where a stream is heard; null for itself.</summary>
    public string? LiveModel { get; init; }

    /// <summary>Folders and files given with <c>--data</c>: opened to the page, with all below them.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The program that <c>hark train</c> is started with, and its first arguments.</summary>
    public required IReadOnlyList<string> TrainCommand { get; init; }

    /// <summary>The address to listen on; anything but a loopback address asks for a token.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Most bytes of one upload.</summary>
    public long LargestUpload { get; init; } = 32L << 20;

    /// <summary>Computations at once, and how many more wait before the next is answered 429.</summary>
    public int WorkAtOnce { get; init; } = Math.Max(2, Environment.ProcessorCount);

    public int WorkWaiting { get; init; } = 512;

    /// <summary>Live feeds at once: one a page.</summary>
    public int LiveFeeds { get; init; } = 256;

    /// <summary>How long a page that listens may take to accept what is sent to it; then its feed ends, so that one that never reads holds no place.</summary>
    public TimeSpan LiveSendTime { get; init; } = TimeSpan.FromSeconds(10);
}
