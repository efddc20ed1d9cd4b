using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hark.Tests;

/// <summary>A web server on this machine that answers as it is told, badly too: the n-th request with the n-th answer, further ones with the last.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Answer[] _answers;

    public LocalServer(params Answer[] answers)
    {
        _answers = answers;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Writes an answer; the connection is closed behind it.</summary>
    public delegate Task Answer(Request request, NetworkStream connection, CancellationToken closed);

    public ConcurrentQueue<Request> Requests { get; } = [];

    public Uri Address(string file) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{file}");

    /// <summary>The file, or the rest that is asked for if it is still the same: as a good server does.</summary>
    public static Answer File(byte[] file, string? etag = "\"one\"", string? lastModified = null) => Cut(file, int.MaxValue, etag, lastModified);

    /// <summary>The same, but the connection is closed after some bytes.</summary>
    public static Answer Cut(byte[] file, int after, string? etag = "\"one\"", string? lastModified = null) => async (request, connection, closed) =>
    {
        (string head, ReadOnlyMemory<byte> body) = Good(request, file, etag, lastModified);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(head), closed);
        await connection.WriteAsync(body[..Math.Min(after, body.Length)], closed);
    };

    /// <summary>The same, but after some bytes nothing more comes, and the connection stays.</summary>
    public static Answer Stall(byte[] file, int after, string? etag = "\"one\"") => async (request, connection, closed) =>
    {
        await Cut(file, after, etag)(request, connection, closed);
        await Task.Delay(Timeout.Infinite, closed);
    };

    /// <summary>Always all of the file, whatever part is asked for.</summary>
    public static Answer WithoutRanges(byte[] file, int after = int.MaxValue) => (request, connection, closed)
        => Cut(file, after, etag: null)(request with { From = null }, connection, closed);

    /// <summary>A head as it stands, then some bytes.</summary>
    public static Answer Raw(string head, byte[]? body = null) => async (_, connection, closed) =>
    {
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n"), closed);
        await connection.WriteAsync(body ?? [], closed);
    };

    public void Dispose()
    {
        _closed.Cancel();
        _listener.Dispose();
        _closed.Dispose();
    }

    private static (string Head, ReadOnlyMemory<byte> Body) Good(Request request, byte[] file, string? etag, string? lastModified)
    {
        bool same = request.IfRange is null || request.IfRange == etag || request.IfRange == lastModified;
        string name = (etag is null ? "" : $"ETag: {etag}\r\n") + (lastModified is null ? "" : $"Last-Modified: {lastModified}\r\n") + "Connection: close\r\n\r\n";
        if (request.From is not { } from || !same)
        {
            return ($"HTTP/1.1 200 OK\r\nContent-Length: {file.Length}\r\n{name}", file);
        }

        return from >= file.Length
            ? ($"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n{name}", default)
            : ($"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\nContent-Length: {file.Length - from}\r\n{name}", file.AsMemory(from));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closed.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream connection = client.GetStream();
                Request request = await Request.ReadAsync(connection);
                int index;
                lock (Requests)
                {
                    index = Requests.Count;
                    Requests.Enqueue(request);
                }

                await _answers[Math.Min(index, _answers.Length - 1)](request, connection, _closed.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    /// <summary>What was asked for.</summary>
    public sealed record Request(string Line, int? From, string? IfRange)
    {
        public static async Task<Request> ReadAsync(Stream stream)
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            string first = await reader.ReadLineAsync() ?? throw new IOException("nothing was asked");
            var request = new Request(first, null, null);
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                string[] pair = line.Split(": ", 2);
                request = pair[0].ToUpperInvariant() switch
                {
                    "RANGE" => request with { From = int.Parse(pair[1]["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) },
                    "IF-RANGE" => request with { IfRange = pair[1] },
                    _ => request,
                };
            }

            return request;
        }
    }
}
