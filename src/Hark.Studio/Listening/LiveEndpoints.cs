using Hark.Streaming;
using Hark.Studio.Hosting;
using Microsoft.Extensions.Hosting;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Hark.Studio.Listening;

/// <summary>
/// A stream of sound listened to: the page sends pieces of 32-bit float samples over a WebSocket, and gets back the words in them and what the
/// network thinks at that moment.
/// </summary>
internal static class LiveEndpoints
{
    private const int LowestRate = 8_000;
    private const int HighestRate = 192_000;

    // A second at the highest rate: a page sends far less at once.
    private const int LargestPiece = HighestRate * sizeof(float);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/listen", Listen).RequireRateLimiting(WorkLimits.Live);

    private static async Task Listen(HttpContext context, int rate, string? model, LoadedModels models, StudioOptions options, IHostApplicationLifetime host)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new HarkException("This address takes a WebSocket.");
        }

        if (rate is < LowestRate or > HighestRate)
        {
            throw new HarkException($"The microphone delivers {rate:N0} Hz. Expected {LowestRate:N0} to {HighestRate:N0}.");
        }

        using LentModel lent = models.Lend(model, live: true);
        using var detector = new WordDetector(lent.Words, new DetectorOptions { SampleRate = rate });
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        try
        {
            await Converse(socket, detector, options.LiveSendTime, end.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The page or Studio has gone, or the page takes nothing: what still waits to be sent is not waited for.
            context.Abort();
        }
    }

    private static async Task Converse(WebSocket socket, WordDetector detector, TimeSpan sendTime, CancellationToken end)
    {
        byte[] piece = new byte[LargestPiece];
        while (await Receive(socket, piece, end) is { } length)
        {
            if (length % sizeof(float) != 0 || length == piece.Length)
            {
                await Close(WebSocketCloseStatus.InvalidPayloadData, "Expected whole 32-bit samples, less than a second of them.");
                return;
            }

            byte[] answer;
            try
            {
                answer = Answer(detector, MemoryMarshal.Cast<byte, float>(piece.AsSpan(0, length)));
            }
            catch (HarkException error)
            {
                await Close(WebSocketCloseStatus.InvalidPayloadData, error.Message.Length <= 100 ? error.Message : error.Message[..100]);
                return;
            }

            await InTime(late => socket.SendAsync(answer, WebSocketMessageType.Text, endOfMessage: true, late));
        }

        if (socket.State == WebSocketState.CloseReceived)
        {
            await InTime(late => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, late));
        }

        // A page may refuse to read, or to close.
        async Task InTime(Func<CancellationToken, Task> send)
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(end);
            late.CancelAfter(sendTime);
            await send(late.Token);
        }

        Task Close(WebSocketCloseStatus status, string reason) => InTime(late => socket.CloseAsync(status, reason, late));
    }

    /// <summary>A whole message, or as much as fits; null at the end.</summary>
    private static async Task<int?> Receive(WebSocket socket, byte[] piece, CancellationToken end)
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(piece.AsMemory(length), end);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage || length == piece.Length)
            {
                return length;
            }
        }
    }

    private static byte[] Answer(WordDetector detector, ReadOnlySpan<float> samples)
    {
        ReadOnlySpan<DetectedWord> words = detector.Push(samples);
        var told = new List<LiveWord>(words.Length);
        foreach (DetectedWord word in words)
        {
            told.Add(new LiveWord(word.Label, word.Confidence, Math.Round(word.Time.TotalSeconds, 2)));
        }

        ReadOnlySpan<float> thought = detector.Probabilities;
        var probabilities = new LabelProbability[thought.Length];
        for (int i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = new LabelProbability(detector.Labels[i], thought[i]);
        }

        return JsonSerializer.SerializeToUtf8Bytes(new LiveAnswer(told, probabilities, detector.HearsSound), JsonSerializerOptions.Web);
    }
}

/// <param name="Words">Told with this piece of sound.</param>
/// <param name="Probabilities">Smoothed, of every label.</param>
/// <param name="Sound">Whether something stands out of the noise.</param>
internal sealed record LiveAnswer(IReadOnlyList<LiveWord> Words, IReadOnlyList<LabelProbability> Probabilities, bool Sound);

/// <param name="Label">The word.</param>
/// <param name="Confidence">0..1.</param>
/// <param name="Seconds">Into the stream.</param>
internal sealed record LiveWord(string Label, float Confidence, double Seconds);
