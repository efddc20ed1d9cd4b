using System.Text;

namespace Hark.Cli;

/// <summary>Standard output whose failures say where they happened: a full disk behind a redirection names no file by itself.</summary>
internal sealed class StandardOutput : Stream
{
    private readonly Stream _inner = Console.OpenStandardOutput();

    private StandardOutput() { }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Takes the place of <see cref="Console.Out"/> where that is a file or a pipe; a terminal is never full.</summary>
    public static void Use()
    {
        if (Console.IsOutputRedirected)
        {
            Encoding encoding = Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Console.OutputEncoding;
            Console.SetOut(new StreamWriter(new StandardOutput(), encoding) { AutoFlush = true });
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _inner.Write(buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"standard output: cannot be written ({error.Message.TrimEnd('.')}). Check that the place it is sent to takes more and has room.", error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => _inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
