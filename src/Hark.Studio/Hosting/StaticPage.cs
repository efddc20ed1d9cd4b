using System.Reflection;

namespace Hark.Studio.Hosting;

/// <summary>The page's files, out of this assembly; where they were not built, a page that says what to install.</summary>
internal static class StaticPage
{
    private const string Prefix = "page/";
    private const string NotBuilt = """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>Hark Studio</title>
        <h1>Studio's page is not built yet</h1>
        <p>Install <a href="https://nodejs.org">Node.js 20 or newer</a> (it brings npm), then start <code>./hark studio</code> again: it builds the page once.</p>
        <p lang="ko"><a href="https://nodejs.org">Node.js 20 이상</a>을 설치한 뒤(npm이 함께 설치됩니다) <code>./hark studio</code>를 다시 실행하세요. 페이지를 한 번 빌드합니다.</p>
        </html>
        """;

    private static readonly Assembly Here = typeof(StaticPage).Assembly;

    /// <summary>Whether the page was built into this assembly.</summary>
    public static bool IsBuilt => Here.GetManifestResourceInfo($"{Prefix}index.html") is not null;

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (string name in Here.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string path = name[Prefix.Length..];
            app.MapGet($"/{path}", context => Send(context, name));
        }

        app.MapGet("/", context => IsBuilt ? Send(context, $"{Prefix}index.html") : Results.Content(NotBuilt, "text/html; charset=utf-8").ExecuteAsync(context));
    }

    private static async Task Send(HttpContext context, string resource)
    {
        await using Stream content = Here.GetManifestResourceStream(resource)!;
        context.Response.ContentType = Path.GetExtension(resource) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".woff2" => "font/woff2",
            _ => "application/octet-stream",
        };

        // Built files carry a hash of their content in their names.
        context.Response.Headers.CacheControl = resource.Contains("/assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        context.Response.ContentLength = content.Length;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
