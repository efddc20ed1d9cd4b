using System.Runtime.InteropServices;

namespace Hark.Cli;

/// <summary>The first Ctrl-C or termination asks for a stop; a second Ctrl-C ends the process at once.</summary>
internal sealed class InterruptHandlers : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _count;

    public InterruptHandlers(Action stop)
    {
        void Handle(PosixSignalContext context)
        {
            context.Cancel = Interlocked.Increment(ref _count) == 1;
            stop();
        }

        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
