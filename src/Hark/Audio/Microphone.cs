using System.ComponentModel;
using System.Diagnostics;

namespace Hark.Audio;

/// <summary>
/// Listens through whatever recorder the system has: arecord, parec, ffmpeg or sox's rec. One channel. Disposing it ends the recorder.
/// </summary>
/// <example><code>
/// using Microphone microphone = Microphone.Open(16000);
/// var samples = new float[1600];
/// while (true) { int count = microphone.Read(samples); Use(samples.AsSpan(0, count)); }
/// </code></example>
public sealed class Microphone : IDisposable
{
    private const int EndMilliseconds = 2000;
    private const int PatienceSeconds = 5;
    private readonly Process _process;
    private readonly PcmReader _reader;
    private readonly Complaint _complaint;
    private readonly float[] _first = new float[1];
    private bool _firstGiven;

    private Microphone(Process process, Complaint complaint, string recorder, int sampleRate)
    {
        _process = process;
        _complaint = complaint;
        _reader = new PcmReader(process.StandardOutput.BaseStream, recorder);
        Recorder = recorder;
        SampleRate = sampleRate;
    }

    /// <summary>The program that records.</summary>
    public string Recorder { get; }

    /// <summary>Hz.</summary>
    public int SampleRate { get; }

    /// <summary>Starts to listen; returns when the first sample has come. A recorder that gives none for five seconds is ended, and the next is tried.</summary>
    /// <param name="sampleRate">Hz; the system resamples where the device has another.</param>
    /// <param name="device">As the recorder calls it (<c>arecord -L</c>, <c>pactl list sources</c>); null takes the system's own choice.</param>
    /// <exception cref="HarkException">There is no recorder, or none could record; the message says what they complained of.</exception>
    public static Microphone Open(int sampleRate = 16000, string? device = null)
        => Open(sampleRate, device, RecorderProgram.Known, SearchPath.Current);

    /// <summary>Reads the samples that have come, waiting for at least one. <paramref name="destination"/> is overwritten from its start, −1..1.</summary>
    /// <returns>Samples read.</returns>
    /// <exception cref="HarkException">The microphone is gone.</exception>
    public int Read(Span<float> destination)
    {
        if (!_firstGiven && !destination.IsEmpty)
        {
            destination[0] = _first[0];
            _firstGiven = true;
            return 1;
        }

        int count = _reader.Read(destination);
        return count > 0 || destination.IsEmpty
            ? count
            : throw new HarkException($"The microphone is gone: {Recorder} ended ({Ending()}). Check that it is plugged in, and start again.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _reader.Dispose();
        _process.Dispose();
    }

    /// <summary>Tries each of <paramref name="programs"/> that is found on <paramref name="searchPath"/> until one records.</summary>
    internal static Microphone Open(int sampleRate, string? device, IReadOnlyList<RecorderProgram> programs, string? searchPath)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        var failures = new List<string>();
        foreach (RecorderProgram program in programs)
        {
            if (SearchPath.Find(program.Name, searchPath) is { } executable && TryStart(executable, program, sampleRate, device, failures) is { } microphone)
            {
                return microphone;
            }
        }

        string names = string.Join(", ", programs.Select(program => program.Name));
        throw new HarkException(failures.Count == 0
            ? $"No microphone can be listened to: no recorder was found ({names}). Install one (for example alsa-utils or ffmpeg), or feed samples from elsewhere."
            : $"No microphone can be listened to ({string.Join("; ", failures)}). Check that one is plugged in and allowed, name its device, or feed samples from elsewhere.");
    }

    private static Microphone? TryStart(string executable, RecorderProgram program, int sampleRate, string? device, List<string> failures)
    {
        var start = new ProcessStartInfo(executable, program.ArgumentsFor(sampleRate, device))
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (device is not null)
        {
            start.Environment[RecorderProgram.DeviceVariable] = device;
        }

        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            var complaint = new Complaint();
            process.ErrorDataReceived += complaint.Hear;
            process.BeginErrorReadLine();
            var microphone = new Microphone(process, complaint, program.Name, sampleRate);
            var first = Task.Run(() => microphone._reader.Read(microphone._first));
            if (Task.WaitAny([first], TimeSpan.FromSeconds(PatienceSeconds)) < 0)
            {
                failures.Add($"{program.Name}: it gave no sound for {PatienceSeconds} s");
                microphone.Dispose();
                return null;
            }

            if (first.GetAwaiter().GetResult() == 1)
            {
                return microphone;
            }

            string ending = microphone.Ending();
            failures.Add(ending.StartsWith(program.Name, StringComparison.Ordinal) ? ending : $"{program.Name}: {ending}");
            microphone.Dispose();
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            failures.Add($"{program.Name}: {error.Message.TrimEnd('.')}");
        }

        return null;
    }

    /// <summary>Why the recorder ended: its last words, else its exit code.</summary>
    private string Ending()
    {
        if (!_process.WaitForExit(EndMilliseconds))
        {
            return "its sound ended";
        }

        // Once more, for its last words to arrive.
        _process.WaitForExit();
        return _complaint.Last ?? $"it ended with code {_process.ExitCode}";
    }

    /// <summary>What a recorder complains of: its last line is the verdict.</summary>
    private sealed class Complaint
    {
        public string? Last { get; private set; }

        public void Hear(object sender, DataReceivedEventArgs line)
            => Last = string.IsNullOrWhiteSpace(line.Data) ? Last : line.Data.Trim().TrimEnd('.');
    }
}
