using System.Net;
using System.Net.Sockets;

namespace Hark.Cli.Tests;

/// <summary>A plain web host: files of one folder, with no header but their kind.</summary>
internal sealed class StaticHost : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;
    private readonly Task _serving;

    public StaticHost(string folder)
    {
        _folder = folder;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = Serve();
    }

    public string Url { get; }

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait();
        _listener.Close();
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            string file = Path.Combine(_folder, context.Request.Url!.AbsolutePath is "/" ? "index.html" : context.Request.Url.AbsolutePath[1..]);
            context.Response.StatusCode = File.Exists(file) ? 200 : 404;
            if (File.Exists(file))
            {
                context.Response.ContentType = Path.GetExtension(file) switch
                {
                    ".html" => "text/html",
                    ".js" => "text/javascript",
                    ".css" => "text/css",
                    ".json" => "application/json",
                    ".wasm" => "application/wasm",
                    _ => "application/octet-stream",
                };
                using FileStream stream = File.OpenRead(file);
                await stream.CopyToAsync(context.Response.OutputStream);
            }

            context.Response.Close();
        }
    }
}
