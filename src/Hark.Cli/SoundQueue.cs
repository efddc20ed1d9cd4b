using System.Threading.Channels;

namespace Hark.Cli;

/// <summary>Reads sound on a thread of its own, so that waiting for it can be broken off: a read of a pipe cannot.</summary>
internal sealed class SoundQueue
{
    private const int MostPieces = 16;
    private readonly Channel<float[]> _pieces = Channel.CreateBounded<float[]>(MostPieces);

    /// <summary>Begins to read at once.</summary>
    /// <param name="sound">Not to be read by anybody else.</param>
    /// <param name="pieceSamples">Most samples of a piece.</param>
    public SoundQueue(LiveSound sound, int pieceSamples)
        => new Thread(() => Fill(sound, new float[pieceSamples])) { IsBackground = true, Name = "sound" }.Start();

    /// <summary>The next piece; null at the end of the sound.</summary>
    /// <exception cref="HarkException">The sound broke off, after the pieces before.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> came first.</exception>
    public float[]? Take(CancellationToken stop)
    {
        while (_pieces.Reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult())
        {
            if (_pieces.Reader.TryRead(out float[]? piece))
            {
                return piece;
            }
        }

        return null;
    }

    private void Fill(LiveSound sound, float[] samples)
    {
        try
        {
            while (sound.Read(samples) is var count and > 0)
            {
                _pieces.Writer.WriteAsync(samples[..count]).AsTask().GetAwaiter().GetResult();
            }

            _pieces.Writer.Complete();
        }
#pragma warning disable CA1031 // whoever takes the pieces is told
        catch (Exception error)
#pragma warning restore CA1031
        {
            _pieces.Writer.Complete(error);
        }
    }
}
