using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hark.Tests.Audio;

/// <summary>Runs the independent programs that judge Hark's WAV files; their tests are skipped where they are not installed.</summary>
internal static class Peer
{
    private const string LibsndfileScript =
        "import sys, soundfile\n"
        + "for path in sys.argv[1:]: soundfile.read(path, dtype='float64', always_2d=True)[0].astype('<f8').tofile(path + '.f64')";

    public static bool HasSox { get; } = Works("sox", "--version");

    public static bool HasLibsndfile { get; } = Works("/usr/bin/python3", "-c", "import soundfile");

    public static void NeedSox() => Assert.SkipUnless(HasSox, "sox is not installed");

    public static void NeedLibsndfile() => Assert.SkipUnless(HasLibsndfile, "python3-soundfile is not installed");

    /// <summary>The samples sox decodes, on its own 32-bit scale.</summary>
    public static int[] SoxSamples(string path)
        => MemoryMarshal.Cast<byte, int>(Run("sox", "-D", path, "-t", "raw", "-e", "signed-integer", "-b", "32", "-L", "-")).ToArray();

    /// <summary>The samples libsndfile decodes from each file, in −1..1.</summary>
    public static double[][] LibsndfileSamples(string[] paths)
    {
        Run("/usr/bin/python3", ["-c", LibsndfileScript, .. paths]);
        return [.. paths.Select(path => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path + ".f64")).ToArray())];
    }

    public static byte[] Run(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> messages = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {messages.Result}");
        return output.ToArray();
    }

    private static bool Works(string program, params string[] arguments)
    {
        try
        {
            using Process process = Start(program, arguments);
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string program, string[] arguments)
        => Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
}
