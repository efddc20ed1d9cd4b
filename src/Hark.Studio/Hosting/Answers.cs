namespace Hark.Studio.Hosting;

/// <summary>What goes round every answer: who may ask, the headers that keep the page to itself, and what becomes of errors.</summary>
internal static class Answers
{
    /// <summary>Everything comes from Studio; nothing is inline; nobody frames it. Sounds and pictures made in the page are blobs.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static async Task Guarded(HttpContext context, RequestGuard guard, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()";
        headers.CacheControl = "no-store";
        if (guard.Refusal(context.Request) is var (status, reason))
        {
            await WriteError(context, status, reason);
            return;
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The page has gone: nobody waits for an answer.
        }
        catch (HarkException error)
        {
            await WriteError(context, StatusCodes.Status400BadRequest, error.Message);
        }
        catch (BadHttpRequestException error)
        {
            string message = error.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The upload is too large." : error.Message;
            await WriteError(context, error.StatusCode, message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await WriteError(context, StatusCodes.Status400BadRequest, error.Message.ReplaceLineEndings(" "));
        }
#pragma warning disable CA1031 // one failed request must not end the server
        catch (Exception error)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"hark studio: {context.Request.Method} {context.Request.Path}: {error.Message.ReplaceLineEndings(" ")} (this is a fault in Hark: {error.GetType().Name})");
            await WriteError(context, StatusCodes.Status500InternalServerError, $"This is a fault in Hark: {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    public static Task WriteError(HttpContext context, int status, string message)
    {
        // An answer that has begun cannot be taken back: it breaks off.
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new ErrorAnswer(message), context.RequestAborted);
    }
}

/// <summary>The body of every answer that is no success.</summary>
internal sealed record ErrorAnswer(string Error);
