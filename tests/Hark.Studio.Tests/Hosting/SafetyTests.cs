using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

namespace Hark.Studio.Tests.Hosting;

public class SafetyTests
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("192.168.1.7")]
    public async Task A_name_that_is_not_this_machines_is_refused(string host)
    {
        await using RunningStudio studio = await RunningStudio.Start();
        foreach (string path in new[] { "/", "/api/runs", "/api/runs/feed", "/api/listen?rate=16000" })
        {
            HttpResponseMessage answer = await studio.Send(HttpMethod.Get, path, null, ("Host", host));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal($"Studio does not answer to the name '{host}'. Open it as {studio.Url}", await RunningStudio.Error(answer));
        }
    }

    [Fact]
    public async Task Requests_of_other_pages_are_refused_whatever_they_ask()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        string own = studio.Url.TrimEnd('/');
        string otherPort = $"http://127.0.0.1:{new Uri(own).Port + 1}";
        foreach (string origin in new[] { "https://evil.example", "null", otherPort, own.Replace("http:", "https:", StringComparison.Ordinal) })
        {
            foreach ((HttpMethod method, string path) in new[] { (HttpMethod.Post, "/api/session"), (HttpMethod.Get, "/api/runs"), (HttpMethod.Get, "/api/runs/feed"), (HttpMethod.Delete, "/api/runs/x") })
            {
                HttpResponseMessage answer = await studio.Send(method, path, null, ("Origin", origin));
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
                Assert.Equal($"Requests of other pages ({origin}) are refused.", await RunningStudio.Error(answer));
            }
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await studio.Send(HttpMethod.Get, "/api/runs", null, ("Sec-Fetch-Site", "cross-site"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await studio.Send(HttpMethod.Get, "/api/runs", null, ("Sec-Fetch-Site", "same-site"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await studio.Send(HttpMethod.Get, "/api/runs", null, ("Origin", own), ("Sec-Fetch-Site", "same-origin"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await studio.Send(HttpMethod.Get, "/api/runs")).StatusCode);
    }

    [Fact]
    public async Task Only_this_machine_can_reach_it()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        IPAddress? outside = (await Dns.GetHostAddressesAsync(Dns.GetHostName())).FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));
        Assert.SkipUnless(outside is not null, "this machine has no address but loopback");
        using var socket = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(outside!, new Uri(studio.Url).Port));
        Assert.Null(studio.Token);
    }

    [Fact]
    public async Task An_address_that_others_can_reach_asks_for_the_token()
    {
        await using RunningStudio studio = await RunningStudio.Start(o => o with { Host = "0.0.0.0" });
        Assert.Matches("#token=[0-9a-f]{32}$", studio.Url);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{new Uri(studio.Url).Port}") };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
        foreach ((string Name, string Value)[] headers in new (string, string)[][] { [], [("X-Hark-Token", "")], [("X-Hark-Token", new string('0', 32))], [("Cookie", "hark-token=x")] })
        {
            HttpResponseMessage refused = await Send("/api/runs", HttpMethod.Get, headers);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("The token is missing or wrong. Open Studio by the address that 'hark studio' printed, with its #token.", await RunningStudio.Error(refused));
        }

        HttpResponseMessage session = await Send("/api/session", HttpMethod.Post, [("X-Hark-Token", studio.Token!)]);
        Assert.Contains("\"shared\":true", await session.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        string cookie = Assert.Single(session.Headers.GetValues("Set-Cookie"));
        Assert.Equal($"hark-token={studio.Token}; path=/; samesite=strict; httponly", cookie);
        Assert.Equal(HttpStatusCode.OK, (await Send("/api/runs", HttpMethod.Get, [("Cookie", cookie.Split(';')[0])])).StatusCode);

        // A name that somebody points here is still none of ours.
        Assert.Equal(HttpStatusCode.Forbidden, (await Send("/api/runs", HttpMethod.Get, [("X-Hark-Token", studio.Token!), ("Host", "evil.example")])).StatusCode);

        Task<HttpResponseMessage> Send(string path, HttpMethod method, (string Name, string Value)[] headers)
        {
            var request = new HttpRequestMessage(method, path);
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            return http.SendAsync(request);
        }
    }

    [Theory]
    [InlineData("no-address", "--host no-address: is no address. Give one of this machine's, such as 0.0.0.0 for all of them, or leave --host away.")]
    [InlineData("203.0.113.1", "Studio cannot listen on 203.0.113.1, port 0 ")]
    public async Task An_address_that_is_not_this_machines_is_told(string host, string message)
    {
        HarkException error = await Assert.ThrowsAsync<HarkException>(async () => await RunningStudio.Start(o => o with { Host = host }));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_told()
    {
        await using RunningStudio first = await RunningStudio.Start();
        int port = new Uri(first.Url).Port;
        HarkException error = await Assert.ThrowsAsync<HarkException>(async () => await RunningStudio.Start(o => o with { Port = port }));
        Assert.StartsWith($"Studio cannot listen on 127.0.0.1, port {port} (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Choose another with --port or --host.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_path_leads_out_of_the_opened_folders()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        Directory.CreateDirectory(Path.Combine(studio.Folder, "secret"));
        await File.WriteAllTextAsync(Path.Combine(studio.Folder, "secret", "model.json"), "{}");
        string runs = Directory.CreateDirectory(Path.Combine(studio.Folder, "runs")).FullName;
        Directory.CreateDirectory(Path.Combine(runs, "no-run"));
        foreach (string name in new[] { "..%2Fsecret", "%2E%2E%2Fsecret", "..%5Csecret", "%2e%2e", "no-run", "%2Fetc", "x%00y" })
        {
            foreach ((HttpMethod method, string rest) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "/feed"), (HttpMethod.Get, "/report"), (HttpMethod.Delete, "") })
            {
                HttpStatusCode status = await RawStatus(studio, method.Method, $"/api/runs/{name}{rest}");
                Assert.True(status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{method} {name}{rest}: {status}");
            }
        }

        foreach (string path in new[] { "/../../../../etc/passwd", "/assets/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/page/index.html", "/api/data/..%2F..%2Fetc", "/api/data/0123456789ab/clips/1" })
        {
            HttpStatusCode status = await RawStatus(studio, "GET", path);
            Assert.True(status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{path}: {status}");
        }

        Assert.True(Directory.Exists(Path.Combine(studio.Folder, "secret")));
        Assert.True(Directory.Exists(Path.Combine(runs, "no-run")));
    }

    [Fact]
    public async Task A_run_that_is_a_link_is_forgotten_but_what_it_points_to_stays()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        string elsewhere = Directory.CreateDirectory(Path.Combine(studio.Folder, "elsewhere")).FullName;
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "model.json"), "{}");
        Directory.CreateDirectory(Path.Combine(studio.Folder, "runs"));
        Directory.CreateSymbolicLink(Path.Combine(studio.Folder, "runs", "linked"), elsewhere);
        Assert.Equal(HttpStatusCode.NoContent, (await studio.Send(HttpMethod.Delete, "/api/runs/linked")).StatusCode);
        Assert.False(Directory.Exists(Path.Combine(studio.Folder, "runs", "linked")));
        Assert.True(File.Exists(Path.Combine(elsewhere, "model.json")));
    }

    [Fact]
    public async Task An_upload_of_500_MB_is_refused_without_being_read()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(studio.Url).Port);
        await using NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/sounds HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {500L << 20}\r\n\r\nRIFF"));
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 413", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Contains("The upload is too large.", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_does_not_say_its_size_ends_at_the_limit()
    {
        await using RunningStudio studio = await RunningStudio.Start(o => o with { LargestUpload = 100_000 });
        using var content = new StreamContent(new MemoryStream(new byte[200_000]));
        content.Headers.ContentLength = null;
        HttpResponseMessage answer = await studio.Send(HttpMethod.Post, "/api/sounds", content, ("Transfer-Encoding", "chunked"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("The upload is too large.", await RunningStudio.Error(answer));
    }

    [Fact]
    public async Task A_flood_is_answered_429_and_whatever_was_taken_on_is_answered()
    {
        await using RunningStudio studio = await RunningStudio.Start(o => o with { WorkAtOnce = 1, WorkWaiting = 4 });
        var spec = new { partials = new[] { new { frequencyHz = 440 } }, seconds = 4, sampleRate = 48_000 };
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => studio.Http.PostAsJsonAsync("/api/sound/lab", spec)));
        int answered = answers.Count(a => a.StatusCode == HttpStatusCode.OK), refused = answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(answers.Length, answered + refused);
        Assert.InRange(answered, 1, answers.Length);
        Assert.InRange(refused, 1, answers.Length);
        HttpResponseMessage one = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("Too much at once: try again in a moment.", await RunningStudio.Error(one));
        Assert.Equal("1", Assert.Single(one.Headers.GetValues("Retry-After")));
        Assert.Equal(HttpStatusCode.OK, (await studio.Http.PostAsJsonAsync("/api/sound/lab", spec)).StatusCode);
    }

    [Fact]
    public async Task Feeds_are_bounded_and_make_room_when_a_page_goes()
    {
        await using RunningStudio studio = await RunningStudio.Start(o => o with { LiveFeeds = 2 });
        using HttpResponseMessage first = await studio.Http.GetAsync(new Uri("/api/runs/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        HttpResponseMessage second = await studio.Http.GetAsync(new Uri("/api/runs/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", second.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await studio.Http.GetAsync(new Uri("/api/runs/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead)).StatusCode);
        second.Dispose();
        HttpStatusCode again;
        do
        {
            using HttpResponseMessage third = await studio.Http.GetAsync(new Uri("/api/runs/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            again = third.StatusCode;
        }
        while (again == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, again);
    }

    [Fact]
    public async Task Every_answer_keeps_the_page_to_itself_and_nothing_is_inline()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        foreach (string path in new[] { "/", "/api/runs", "/api/nothing" })
        {
            HttpResponseMessage answer = await studio.Send(HttpMethod.Get, path);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        }

        string page = await studio.Http.GetStringAsync(new Uri("/", UriKind.Relative));
        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]* src=)", page);
        Assert.DoesNotContain(" on", page.Replace(" one", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_request_of_the_page_gets_one_line()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        Assert.Equal("There is no /api/nothing.", await RunningStudio.Error(await studio.Send(HttpMethod.Get, "/api/nothing")));
        HttpResponseMessage broken = await studio.Send(HttpMethod.Post, "/api/sound/lab", new StringContent("{", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.NotEmpty(await RunningStudio.Error(broken));
    }

    /// <summary>Sends the path as it stands: clients tidy it up.</summary>
    private static async Task<HttpStatusCode> RawStatus(RunningStudio studio, string method, string path)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(studio.Url).Port);
        await using NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        string line = await reader.ReadLineAsync() ?? "";
        return (HttpStatusCode)int.Parse(line.Split(' ')[1]);
    }
}
