using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Hark.Studio.Hosting;

/// <summary>
/// Numbers for drawing, without the price of JSON: a 32-bit length, that many bytes of JSON (padded with spaces to a multiple of four) of the form
/// <c>{"info":...,"arrays":[{"name","length"},...]}</c>, then the arrays as 32-bit floats, everything little-endian.
/// </summary>
internal sealed class ArraysResult(object info, params IReadOnlyList<(string Name, float[] Values)> arrays) : IResult
{
    private static readonly JsonSerializerOptions Json = MakeJson();

    public Task ExecuteAsync(HttpContext httpContext)
    {
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(new { info, arrays = arrays.Select(a => new { name = a.Name, length = a.Values.Length }) }, Json);
        int padded = (header.Length + 3) & ~3;
        byte[] body = new byte[4 + padded + (4 * arrays.Sum(a => a.Values.Length))];
        BinaryPrimitives.WriteInt32LittleEndian(body, padded);
        body.AsSpan(4, padded).Fill((byte)' ');
        header.CopyTo(body, 4);
        int at = 4 + padded;
        foreach ((_, float[] values) in arrays)
        {
            MemoryMarshal.AsBytes<float>(values).CopyTo(body.AsSpan(at));
            at += 4 * values.Length;
        }

        httpContext.Response.ContentType = "application/octet-stream";
        httpContext.Response.ContentLength = body.Length;
        return httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    private static JsonSerializerOptions MakeJson()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        StudioServer.Configure(json);
        return json;
    }
}
