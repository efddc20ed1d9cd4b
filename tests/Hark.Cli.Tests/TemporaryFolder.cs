namespace Hark.Cli.Tests;

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hark-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a program that a system with sh can run; where there is none, the test is skipped.</summary>
    public string Script(string name, string body)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("a script of sh");
            return "";
        }

        File.WriteAllText(this[name], $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(this[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this[name];
    }

    public HarkProcess.Outcome Run(params IReadOnlyList<string> arguments) => HarkProcess.Run(Path, arguments);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
