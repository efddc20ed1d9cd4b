using Hark.Data;
using System.Diagnostics;

namespace Hark.Cli;

/// <summary>Shows a download as it goes: one line that renews itself on a terminal, a plain line every ten seconds elsewhere.</summary>
internal sealed class TransferProgress(Screen screen) : IProgress<DownloadProgress>
{
    private const int BarWidth = 24;
    private const string ClearLine = "\r\u001b[2K";

    private DownloadPhase? _phase;
    private long _phaseStart;
    private long _phaseBytes;
    private long _lastBytes;
    private long _lastShown;

    public void Report(DownloadProgress value)
    {
        // What was here before, or begins again, is no speed of now.
        if (value.Phase != _phase || value.Bytes < _lastBytes)
        {
            _phase = value.Phase;
            _phaseStart = _lastShown = Stopwatch.GetTimestamp();
            _phaseBytes = value.Bytes;
        }

        _lastBytes = value.Bytes;
        if (screen.Quiet || Stopwatch.GetElapsedTime(_lastShown).TotalMilliseconds < (screen.Live ? 100 : 10_000))
        {
            return;
        }

        _lastShown = Stopwatch.GetTimestamp();
        if (screen.Live)
        {
            Console.Error.Write(ClearLine + Line(value, bar: true));
        }
        else
        {
            screen.Note(Line(value, bar: false));
        }
    }

    /// <summary>A sentence of its own line.</summary>
    public void Note(string line) => screen.Note(screen.Live ? ClearLine + line : line);

    /// <summary>Removes the line that renews itself.</summary>
    public void Clear()
    {
        if (screen.Live)
        {
            Console.Error.Write(ClearLine);
        }
    }

    private string Line(DownloadProgress value, bool bar)
    {
        string verb = value.Phase switch
        {
            DownloadPhase.Checking => "checking",
            DownloadPhase.Downloading => "downloading",
            _ => "unpacking",
        };
        double perSecond = (value.Bytes - _phaseBytes) / Math.Max(Stopwatch.GetElapsedTime(_phaseStart).TotalSeconds, 1e-3);
        string speed = $"{TransferText.Size(perSecond)}/s";
        if (value.Total is not > 0)
        {
            return $"{verb} {TransferText.Size(value.Bytes)}  {speed}";
        }

        double share = Math.Clamp((double)value.Bytes / value.Total.Value, 0, 1);
        int filled = (int)(BarWidth * share);
        string drawn = bar ? $"\u001b[36m{new string('█', filled)}{new string('░', BarWidth - filled)}\u001b[0m " : "";
        string left = perSecond > 0 ? $"  {TransferText.Left(TimeSpan.FromSeconds(Math.Min((value.Total.Value - value.Bytes) / perSecond, 1e9)))}" : "";
        return $"{verb} {drawn}{share:P0} of {TransferText.Size(value.Total.Value)}  {speed}{left}";
    }
}
