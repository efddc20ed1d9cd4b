using Hark.Audio;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Hark.Cli.Tests;

/// <summary>The packages as a user meets them: from a folder as the only feed, into an empty project and an empty tool folder.</summary>
public class PackageTests(TinyRun tiny, SpokenTones tones)
{
    private const string Version = "0.1.0";

    [Fact]
    public void An_empty_project_takes_the_library_from_its_package_and_hears_a_word()
    {
        using var folder = new TemporaryFolder();
        Pack("src/Hark", folder);
        File.WriteAllText(folder["App.csproj"], $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup><PackageReference Include="Hark" Version="{Version}" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(folder["Program.cs"], """
            using Hark.Audio;
            using Hark.Models;

            using var words = Classifier.Load(args[0]);
            Prediction heard = words.Predict(AudioClip.Load(args[1]));
            Console.WriteLine($"{heard.Label} of {string.Join(", ", words.Labels)}");
            """);
        string said = Dotnet(folder, "run", "--project", "App.csproj", "-v", "quiet", "--", Path.Combine(tiny.Run, "weights.safetensors"), Path.Combine(tiny.Data, "위", "1.wav"));
        Assert.Matches($"^(네|아니요|위) of {string.Join(", ", TinyRun.Labels)}\n$", said);
    }

    [Fact]
    public void The_app_of_the_README_reacts_to_each_word_it_is_told_of()
    {
        using var folder = new TemporaryFolder();
        Pack("src/Hark", folder);
        string app = App("README.md");
        Assert.Equal(app, App("README.ko.md"), ignoreAllWhiteSpace: true);
        Assert.Equal(app, App("src/Hark/PACKAGE.md"), ignoreAllWhiteSpace: true);
        Directory.CreateDirectory(folder["my-app"]);
        File.WriteAllText(folder["my-app/my-app.csproj"], """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
            </Project>
            """);
        File.WriteAllText(folder["my-app/Program.cs"], app);
        File.Copy(Path.Combine(tones.Run, "weights.safetensors"), folder["my-app/live.safetensors"]);
        Dotnet(folder, "add", "my-app", "package", "Hark", "--source", folder["feed"]);
        Dotnet(folder, "build", "my-app", "-v", "quiet", "-o", "built");
        File.WriteAllBytes(folder["sound"], SampleCodec.Encode(SpokenTones.Make(8000).Samples, WavEncoding.Pcm16));
        folder.Script("arecord", "cat \"$(dirname \"$0\")/sound\"");
        string path = folder.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");

        // It ends when its recorder does, which is an error that it does not catch.
        string said = Run(folder["my-app"], "dotnet", [folder["built/my-app.dll"]], environment => environment["PATH"] = path, ends: false);
        Assert.Equal(SpokenTones.Spoken, said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")[1]));
    }

    /// <summary>The first example of a page that opens a microphone, without its comments.</summary>
    private static string App(string page)
    {
        string block = File.ReadAllText(Path.Combine(Checkout.Root, page)).Split("```csharp\n").Skip(1).Select(rest => rest.Split("```")[0]).First(code => code.Contains("Microphone.Open", StringComparison.Ordinal));
        return string.Join('\n', block.Split('\n').Select(line => line.Split("//")[0]));
    }

    [Fact]
    public void The_command_is_installed_from_its_package_with_the_corpus_beside_it()
    {
        using var folder = new TemporaryFolder();
        Pack("src/Hark.Cli", folder);
        Dotnet(folder, "tool", "install", "Hark.Cli", "--version", Version, "--tool-path", "tools", "--add-source", folder["feed"]);
        string hark = folder[Path.Combine("tools", OperatingSystem.IsWindows() ? "hark.exe" : "hark")];
        Assert.Equal($"{Version}\n", Run(folder, hark, "--version"));
        string corpus = JsonDocument.Parse(Run(folder, hark, "data", "summary", "--json")).RootElement.GetProperty("data").GetString()!;
        Assert.StartsWith(Path.Combine(folder.Path, "tools"), corpus, StringComparison.Ordinal);
        new ComplexWave(new Partial(1200, 0.5)) { NoiseAmplitude = 0.1 }.ToClip(8000, 0.9).Save(folder["위.wav"]);
        Assert.Contains("위.wav: ", Run(folder, hark, "predict", "위.wav", "--run", tiny.Run), StringComparison.Ordinal);
        Run(folder, hark, "export", tiny.Run, "words.onnx", "--quiet");
        Assert.True(File.Exists(folder["words.onnx"]));
    }

    /// <summary>The package of what was built for these tests, and a folder that knows no other feed.</summary>
    private static void Pack(string project, TemporaryFolder folder)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        Dotnet(folder, "pack", Path.Combine(Checkout.Root, project), "--configuration", configuration, "--no-build", "--output", folder["feed"], "-v", "quiet", "--nologo");
        File.WriteAllText(folder["nuget.config"], """
            <configuration>
              <packageSources><clear /><add key="here" value="feed" /></packageSources>
            </configuration>
            """);
    }

    // With a cache of its own: this version's package of an earlier build must not answer for it.
    private static string Dotnet(TemporaryFolder folder, params string[] arguments) => Run(folder, "dotnet", arguments);

    private static string Run(TemporaryFolder folder, string program, params string[] arguments)
        => Run(folder.Path, program, arguments, environment => environment["NUGET_PACKAGES"] = folder["packages"], ends: true);

    private static string Run(string folder, string program, string[] arguments, Action<IDictionary<string, string?>> set, bool ends)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };

        set(start.Environment);
        start.Environment["DOTNET_NOLOGO"] = start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 || !ends, $"{program} {string.Join(' ', arguments)}\n{output}\n{errors.Result}");
        return output;
    }
}
