using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Hark.Cli.Tests;

/// <summary>The built command, run as a child process: what a user runs is what is tested.</summary>
internal static partial class HarkProcess
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "Hark.Cli.dll");

    /// <summary>Runs <c>hark arguments</c> in a folder to its end.</summary>
    public static Outcome Run(string folder, params IReadOnlyList<string> arguments)
    {
        using Running running = Start(folder, arguments);
        return running.Wait();
    }

    /// <summary>The same with one variable of its environment set to another value.</summary>
    public static Outcome RunWith((string Name, string Value) variable, string folder, params IReadOnlyList<string> arguments)
    {
        using Running running = Start(folder, arguments, variable);
        return running.Wait();
    }

    /// <summary>Runs it here with bytes on its standard input.</summary>
    public static Outcome RunWithInput(byte[] input, params IReadOnlyList<string> arguments)
    {
        using Running running = StartWithInput(arguments);
        running.Write(input);
        running.EndInput();
        return running.Wait();
    }

    /// <summary>Starts it and lets it run.</summary>
    public static Running Start(string folder, params IReadOnlyList<string> arguments) => Start(folder, arguments, variable: null);

    /// <summary>Starts it here with a pipe as its standard input.</summary>
    public static Running StartWithInput(params IReadOnlyList<string> arguments) => Start(".", arguments, variable: null, input: true);

    /// <summary>Runs it in a folder with a standard stream sent elsewhere, as a shell's <paramref name="redirection"/> says; where there is no sh, the test is skipped.</summary>
    public static Outcome RunRedirected(string redirection, string folder, params IReadOnlyList<string> arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a redirection of sh");
        using var running = new Running(Process.Start(new ProcessStartInfo("sh", ["-c", $"exec \"$@\" {redirection}", "sh", "dotnet", "exec", Assembly, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        })!);
        return running.Wait();
    }

    /// <summary>Starts it in a folder on a terminal of its own, which is what is written to and read; where util-linux's script is missing, the test is skipped.</summary>
    /// <param name="folder">Looked through for programs first.</param>
    /// <param name="arguments">Without single quotes.</param>
    public static Running StartOnTerminal(string folder, params IReadOnlyList<string> arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "util-linux's script makes the terminal");
        string command = string.Join(' ', ((string[])["dotnet", "exec", Assembly, .. arguments]).Select(argument => $"'{argument}'"));
        var start = new ProcessStartInfo("/usr/bin/script", ["-q", "-e", "-c", command, "/dev/null"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment["TERM"] = "xterm";
        return new Running(Process.Start(start)!);
    }

    private static Running Start(string folder, IReadOnlyList<string> arguments, (string Name, string Value)? variable, bool input = false)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Assembly, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = input,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (variable is var (name, value))
        {
            start.Environment[name] = value;
        }

        return new Running(Process.Start(start)!);
    }

    /// <summary>What a finished command said.</summary>
    public sealed record Outcome(int Code, string Out, string Error)
    {
        public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>Fails, showing what was said, unless the command ended with <paramref name="code"/>.</summary>
        public Outcome Expect(int code)
        {
            Assert.True(Code == code, $"exit code {Code} instead of {code}\n--- out\n{Out}\n--- error\n{Error}");
            return this;
        }

        /// <summary>The contract of failed work: exit code 1, one line, no stack trace, no result.</summary>
        public string ExpectFailure()
        {
            Expect(1);
            string line = Assert.Single(ErrorLines, l => l.StartsWith("hark: ", StringComparison.Ordinal));
            Assert.Equal(line, ErrorLines[^1]);
            Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
            Assert.DoesNotContain("fault in Hark", Error, StringComparison.Ordinal);
            return line["hark: ".Length..];
        }
    }

    /// <summary>A command under way.</summary>
    public sealed partial class Running : IDisposable
    {
        private readonly Process _process;
        private readonly StringBuilder _soFar = new();
        private readonly Task<string> _out;
        private readonly Task<string> _error;

        public Running(Process process)
        {
            _process = process;
            _out = ReadOutAsync();
            _error = process.StandardError.ReadToEndAsync();
        }

        public bool HasExited => _process.HasExited;

        /// <summary>What it has printed on standard output by now.</summary>
        public string OutSoFar
        {
            get
            {
                lock (_soFar)
                {
                    return _soFar.ToString();
                }
            }
        }

        /// <summary>Feeds its standard input. It may have ended before it took all.</summary>
        public void Write(byte[] bytes)
        {
            try
            {
                _process.StandardInput.BaseStream.Write(bytes);
                _process.StandardInput.BaseStream.Flush();
            }
            catch (IOException)
            {
                // Its exit code and messages tell why.
            }
        }

        public void EndInput()
        {
            try
            {
                _process.StandardInput.Close();
            }
            catch (IOException)
            {
                // As above.
            }
        }

        public Outcome Wait(int seconds = 300)
        {
            if (!_process.WaitForExit(TimeSpan.FromSeconds(seconds)))
            {
                _process.Kill(entireProcessTree: true);
                Assert.Fail($"the command had not ended after {seconds} s\n{_error.Result}");
            }

            return new Outcome(_process.ExitCode, _out.Result, _error.Result);
        }

        /// <summary>Waits until <paramref name="happened"/> or the command ends; returns whether it did happen.</summary>
        public bool WaitUntil(Func<bool> happened)
        {
            while (!happened())
            {
                if (_process.WaitForExit(TimeSpan.FromMilliseconds(20)))
                {
                    return happened();
                }
            }

            return true;
        }

        /// <summary>True if it ended by itself within the time.</summary>
        public bool EndsWithin(TimeSpan time) => _process.WaitForExit(time);

        /// <summary>As a power cut would: no chance to tidy up.</summary>
        public void Kill() => _process.Kill();

        /// <summary>As Ctrl-C would.</summary>
        public void Interrupt() => Signal(_process.Id, 2);

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }

        private async Task<string> ReadOutAsync()
        {
            var buffer = new char[4096];
            while (await _process.StandardOutput.ReadAsync(buffer) is var count and > 0)
            {
                lock (_soFar)
                {
                    _soFar.Append(buffer, 0, count);
                }
            }

            return OutSoFar;
        }

        [LibraryImport("libc", EntryPoint = "kill")]
        private static partial int Signal(int process, int signal);
    }
}
