namespace Hark.Cli.Tests;

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hark-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public HarkProcess.Outcome Run(params IReadOnlyList<string> arguments) => HarkProcess.Run(Path, arguments);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
