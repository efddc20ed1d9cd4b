using System.Diagnostics;

namespace Hark.Tests;

/// <summary>Programs in JavaScript, run by Node.js; tests that need it are skipped where it is not installed.</summary>
internal static class NodeJs
{
    private static readonly Lazy<bool> IsInstalled = new(() =>
    {
        try
        {
            return Run("--version").Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static void Need() => Assert.SkipUnless(IsInstalled.Value, "Node.js is not installed");

    /// <summary>Runs <c>node arguments</c> to its end.</summary>
    public static (int Code, string Out, string Error) Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("node", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
