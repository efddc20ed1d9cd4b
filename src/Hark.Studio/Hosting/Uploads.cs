namespace Hark.Studio.Hosting;

/// <summary>Bodies of requests as bytes; the server's limit of their size holds.</summary>
internal static class Uploads
{
    /// <exception cref="BadHttpRequestException">The body is larger than the limit.</exception>
    public static async Task<byte[]> Read(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        return bytes.ToArray();
    }
}
