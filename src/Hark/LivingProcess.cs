using System.Diagnostics;

namespace Hark;

/// <summary>Whether a process that left its number in a file still lives.</summary>
internal static class LivingProcess
{
    // A process may be asked for its start by clocks of different fineness.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    /// <param name="id">Its number.</param>
    /// <param name="started">UTC. Numbers are used again: the start tells them apart. Null where it is not known.</param>
    public static bool Is(int id, DateTime? started = null)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return !process.HasExited && (started is null || (process.StartTime.ToUniversalTime() - started.Value).Duration() < ClockTolerance);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
