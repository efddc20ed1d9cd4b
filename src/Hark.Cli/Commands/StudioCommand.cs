using Hark.Studio.Hosting;
using System.CommandLine;
using System.Diagnostics;

namespace Hark.Cli.Commands;

/// <summary><c>hark studio</c>: the page in the browser.</summary>
internal static class StudioCommand
{
    // H, A, R, K on a telephone.
    private const int UsualPort = 4275;

    public static Command Create()
    {
        var runs = new Option<string>("--runs") { Description = "The folder of runs that the page shows and trains into", HelpName = "DIR", DefaultValueFactory = _ => ModelChoice.RunsFolder };
        var recordings = new Option<string>("--recordings") { Description = "The folder that words recorded in the page go to", HelpName = "DIR", DefaultValueFactory = _ => "my-words" };
        var data = new Option<string[]>("--data") { Description = "A data set to open besides the bundled one, or a folder of them; may be given several times", HelpName = "PATH", DefaultValueFactory = _ => [] };
        Option<int?> port = CommonOptions.Whole("--port", $"Where the page is (default {UsualPort}, or a free one where that is taken)", 1, most: 65_535);
        var host = new Option<string>("--host") { Description = "The address to listen on; anything but this machine's own loopback asks visitors for the token that is printed", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        var noOpen = new Option<bool>("--no-open") { Description = "Do not open the browser" };
        var command = new Command("studio", "Open the page on which you see and hear sound, explore data, train, and speak to what you trained.\n\nExamples:\n  hark studio\n  hark studio --data my-words --port 8080 --no-open")
        {
            runs, recordings, data, port, host, noOpen,
        };
        command.SetAction(parsed =>
        {
            var options = new StudioOptions
            {
                Runs = Path.GetFullPath(parsed.GetValue(runs)!),
                Recordings = Path.GetFullPath(parsed.GetValue(recordings)!),
                Corpus = BundledFiles.Corpus,
                Model = BundledFiles.Model,
                LiveModel = BundledFiles.LiveModel,
                Data = [.. parsed.GetValue(data)!.Select(Path.GetFullPath)],
                TrainCommand = ThisProgram(),
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port) ?? UsualPort,
            };
            Serve(options, anyPort: parsed.GetValue(port) is null, open: !parsed.GetValue(noOpen)).GetAwaiter().GetResult();
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task Serve(StudioOptions options, bool anyPort, bool open)
    {
        await using StudioServer server = await Start(options, anyPort);
        if (!StudioServer.HasPage)
        {
            Console.Error.WriteLine("Studio's page is not built yet. Install Node.js 20 or newer (https://nodejs.org), then start './hark studio' again.");
        }

        Console.Out.WriteLine($"Hark Studio: {server.Url}");
        Console.Error.WriteLine("Ctrl-C ends it; trainings go on.");
        if (open && !Console.IsOutputRedirected && HasDesktop)
        {
            Open(server.Url);
        }

        await server.WarmUp();
        await server.WaitAsync(CancellationToken.None);
    }

    private static async Task<StudioServer> Start(StudioOptions options, bool anyPort)
    {
        try
        {
            return await StudioServer.StartAsync(options);
        }
        catch (HarkException) when (anyPort)
        {
            return await StudioServer.StartAsync(options with { Port = 0 });
        }
    }

    private static bool HasDesktop => !OperatingSystem.IsLinux()
        || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };

    private static void Open(string url)
    {
        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(url) { UseShellExecute = true });
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // There is no browser to start: the address is printed.
        }
    }

    /// <summary>How this very program is started again: as its own executable, or by <c>dotnet</c>.</summary>
    private static string[] ThisProgram()
    {
        string process = Environment.ProcessPath!;
        return string.Equals(Path.GetFileNameWithoutExtension(process), "dotnet", StringComparison.OrdinalIgnoreCase)
            ? [process, typeof(StudioCommand).Assembly.Location]
            : [process];
    }
}
