using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Hark.Studio.Tests.Listening;

/// <summary>Clients of the stream that is listened to which take nothing, do not go, or send what is no sound.</summary>
[Collection(nameof(AloneGroup))]
public class LiveFeedTests(TrainedWords trained)
{
    private const string Address = "/api/listen?rate=48000&model=words";

    [Fact]
    public async Task A_client_that_never_reads_loses_its_place_and_others_are_served_meanwhile()
    {
        await using RunningStudio studio = await trained.Studio(o => o with { LiveFeeds = 2, LiveSendTime = TimeSpan.FromSeconds(2) });
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using ClientWebSocket other = await Connect(studio, late.Token);
        await Ask(other, new float[4800], late.Token);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using Socket deaf = await ConnectBare(studio, late.Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await studio.Send(HttpMethod.Get, Address)).StatusCode);

        Task flood = SendUntilLetGo(deaf, late.Token);
        int served = 0;
        while (!flood.IsCompleted)
        {
            Assert.Contains("\"probabilities\"", await Ask(other, new float[480], late.Token), StringComparison.Ordinal);
            served++;
        }

        await flood;
        Assert.InRange(served, 10, int.MaxValue);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, before + (16L << 20));
        await PlaceIsFree(studio, late.Token);
        Assert.Contains("\"probabilities\"", await Ask(other, new float[480], late.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_sent_away_and_does_not_go_loses_its_place()
    {
        await using RunningStudio studio = await trained.Studio(o => o with { LiveFeeds = 1, LiveSendTime = TimeSpan.FromSeconds(1) });
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using Socket stubborn = await ConnectBare(studio, late.Token);
        await stubborn.SendAsync(Piece(1), late.Token);
        await PlaceIsFree(studio, late.Token);
    }

    [Fact]
    public async Task A_sample_that_is_no_sound_is_refused_in_one_line()
    {
        await using RunningStudio studio = await trained.Studio();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using ClientWebSocket page = await Connect(studio, late.Token);
        await Ask(page, new float[480], late.Token);
        await page.SendAsync(Bytes([3e38f, -3e38f, 3e38f]), WebSocketMessageType.Binary, endOfMessage: true, late.Token);
        WebSocketReceiveResult answer = await page.ReceiveAsync(new byte[4096], late.Token);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.InvalidPayloadData), (answer.MessageType, answer.CloseStatus));
        Assert.StartsWith("Sample 480 of the signal is 3E+38, expected -1 to 1, and at most 1000 either way: ", answer.CloseStatusDescription, StringComparison.Ordinal);
    }

    private static async Task<ClientWebSocket> Connect(RunningStudio studio, CancellationToken late)
    {
        var page = new ClientWebSocket();
        await page.ConnectAsync(new UriBuilder(new Uri(studio.Http.BaseAddress!, Address)) { Scheme = "ws" }.Uri, late);
        return page;
    }

    /// <summary>Sends a piece of sound and gives what Studio says of it.</summary>
    private static async Task<string> Ask(ClientWebSocket page, float[] samples, CancellationToken late)
    {
        await page.SendAsync(Bytes(samples), WebSocketMessageType.Binary, endOfMessage: true, late);
        byte[] answer = new byte[4096];
        return Encoding.UTF8.GetString(answer, 0, (await page.ReceiveAsync(answer, late)).Count);
    }

    /// <summary>A WebSocket of which no frame is read, with little room for those that come.</summary>
    private static async Task<Socket> ConnectBare(RunningStudio studio, CancellationToken late)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, SendBufferSize = 4096 };
        Uri address = studio.Http.BaseAddress!;
        await socket.ConnectAsync(address.Host, address.Port, late);
        string request = $"GET {Address} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(new byte[16])}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), late);
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await socket.ReceiveAsync(one, late) == 1)
        {
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        return socket;
    }

    /// <summary>Pieces without a sample, so that answers are all that there is to do, until the connection is closed.</summary>
    private static async Task SendUntilLetGo(Socket socket, CancellationToken late)
    {
        byte[] pieces = [.. Enumerable.Repeat(Piece(0), 1000).SelectMany(piece => piece)];
        try
        {
            while (true)
            {
                await socket.SendAsync(pieces, late);
            }
        }
        catch (SocketException)
        {
            // Closed by Studio.
        }
    }

    /// <summary>Until another could listen: asked without a WebSocket, Studio then says that it takes one.</summary>
    private static async Task PlaceIsFree(RunningStudio studio, CancellationToken late)
    {
        while ((await studio.Send(HttpMethod.Get, Address)).StatusCode == HttpStatusCode.TooManyRequests)
        {
            late.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A whole binary message of zeros, as a client's frame has it: masked, here by zeros.</summary>
    private static byte[] Piece(byte length) => [0x82, (byte)(0x80 | length), 0, 0, 0, 0, .. new byte[length]];

    private static byte[] Bytes(float[] samples) => MemoryMarshal.AsBytes(samples.AsSpan()).ToArray();
}
