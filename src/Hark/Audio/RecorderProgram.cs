using System.Globalization;

namespace Hark.Audio;

/// <summary>A program that records and pipes raw 16-bit mono samples to its standard output.</summary>
/// <param name="Name">Its file name, without ending.</param>
/// <param name="Arguments">What it is given; <see cref="RatePlaceholder"/> and <see cref="DevicePlaceholder"/> stand for rate and device. Each is one word: no shell is asked.</param>
/// <param name="DeviceArguments">Added where a device is named.</param>
/// <param name="UsualDevice">Takes the place of the device where none is named.</param>
internal sealed record RecorderProgram(string Name, string[] Arguments, string[] DeviceArguments, string UsualDevice = "")
{
    public const string RatePlaceholder = "{rate}";
    public const string DevicePlaceholder = "{device}";

    /// <summary>sox names its device by this variable.</summary>
    public const string DeviceVariable = "AUDIODEV";

    /// <summary>Those that are looked for, in this order.</summary>
    public static IReadOnlyList<RecorderProgram> Known { get; } =
    [
        new("arecord", ["-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", RatePlaceholder], ["-D", DevicePlaceholder]),
        new("parec", ["--raw", "--format=s16le", "--channels=1", "--rate=" + RatePlaceholder, "--latency-msec=50"], ["--device=" + DevicePlaceholder]),
        new("ffmpeg", ["-nostdin", "-loglevel", "error", "-f", FfmpegSystem, "-i", DevicePlaceholder, "-f", "s16le", "-ac", "1", "-ar", RatePlaceholder, "-"], [], FfmpegDevice),
        new("rec", ["-q", "-t", "raw", "-e", "signed-integer", "-b", "16", "-c", "1", "-r", RatePlaceholder, "-"], []),
    ];

    private static string FfmpegSystem => OperatingSystem.IsWindows() ? "dshow" : OperatingSystem.IsMacOS() ? "avfoundation" : "alsa";

    private static string FfmpegDevice => OperatingSystem.IsWindows() ? "audio=default" : OperatingSystem.IsMacOS() ? ":0" : "default";

    /// <summary>The words it is started with.</summary>
    public IEnumerable<string> ArgumentsFor(int sampleRate, string? device)
        => (device is null ? Arguments : [.. Arguments, .. DeviceArguments]).Select(argument => argument
            .Replace(RatePlaceholder, sampleRate.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(DevicePlaceholder, device ?? UsualDevice, StringComparison.Ordinal));
}
