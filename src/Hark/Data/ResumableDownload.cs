using System.Net;
using System.Net.Http.Headers;

namespace Hark.Data;

/// <summary>
/// Fetches one file over HTTP into a <see cref="PartialFile"/>. A cut or a silence is tried again after growing waits, from where it
/// broke off where the server can do so and the file there is still the same (RFC 9110: Range, If-Range), else from the beginning.
/// </summary>
internal sealed class ResumableDownload : IDisposable
{
    /// <summary>An attempt that brought this much more than any before it counts as none that failed.</summary>
    private const long Worthwhile = 1 << 20;

    private const int MostRedirects = 5;

    /// <summary>Of a file whose size nobody tells, no more than this.</summary>
    private const long MostBytes = 16L << 30;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly PublicDataSet _set;
    private readonly Uri _address;
    private readonly PartialFile _part;
    private readonly DownloadOptions _options;
    private readonly Action<long> _requireRoom;
    private readonly HttpClient _client;
    private readonly byte[] _buffer = new byte[1 << 17];
    private bool _answered;

    /// <param name="set">What is fetched.</param>
    /// <param name="address">From where.</param>
    /// <param name="part">Where to, and what is there already.</param>
    /// <param name="options">Patience, and who is told.</param>
    /// <param name="requireRoom">Called with the bytes still to come before the first is taken; may throw.</param>
    public ResumableDownload(PublicDataSet set, Uri address, PartialFile part, DownloadOptions options, Action<long> requireRoom)
    {
        _set = set;
        _address = address;
        _part = part;
        _options = options;
        _requireRoom = requireRoom;
        _client = new HttpClient(new SocketsHttpHandler { MaxAutomaticRedirections = MostRedirects, ConnectTimeout = options.IdleTimeout / 2 })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("hark", typeof(ResumableDownload).Assembly.GetName().Version!.ToString(2)));
    }

    /// <summary>Size that the file must have; null where nobody knows: with another checksum it is another file.</summary>
    private long? ExpectedBytes => _options.Sha256 is null ? _set.ArchiveBytes : null;

    /// <summary>Returns when all that the server has is there.</summary>
    /// <exception cref="HarkException">It cannot be had; what has come is kept.</exception>
    public async Task FetchAsync(CancellationToken cancellation)
    {
        long farthest = _part.Length;
        for (int failures = 0; !_part.IsWhole;)
        {
            try
            {
                if (await AttemptAsync(cancellation))
                {
                    return;
                }
            }
            catch (BrokenTransferException broken)
            {
                bool gained = _part.Length >= farthest + Worthwhile;
                farthest = Math.Max(farthest, _part.Length);
                failures = gained ? 1 : failures + 1;
                if (failures > _options.Retries)
                {
                    throw new HarkException(
                        $"{_address}: gave up after {failures} attempts: {broken.Message}. {Kept()}Try again later with the same command. {_set.ByHand}", broken);
                }

                await WaitAsync(broken.Message, failures, cancellation);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task WaitAsync(string reason, int failures, CancellationToken cancellation)
    {
        TimeSpan wait = _options.FirstWait * Math.Pow(2, failures - 1);
        wait = wait < LongestWait ? wait : LongestWait;
        _options.Notice?.Invoke($"{reason}, {_part.Length:N0} bytes are here; attempt {failures + 1} of {_options.Retries + 1} in {wait.TotalSeconds:0.##} s.");
        await Task.Delay(wait, cancellation);
    }

    /// <summary>One request. False: what was here does not fit, so it is gone, and the next request is for all of it.</summary>
    private async Task<bool> AttemptAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using HttpRequestMessage request = Request();
        try
        {
            patience.CancelAfter(_options.IdleTimeout);
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (!Accept(response))
            {
                return false;
            }

            _answered = true;
            await using Stream body = await response.Content.ReadAsStreamAsync(patience.Token);
            await TakeAsync(body, patience);
        }
        catch (OperationCanceledException error) when (!_answered && error.InnerException is TimeoutException)
        {
            throw Unreachable(error);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BrokenTransferException($"the server has sent nothing for {_options.IdleTimeout.TotalSeconds:0.##} s");
        }
        catch (HttpRequestException error) when (!_answered && error.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw Unreachable(error);
        }
        catch (Exception error) when (error is UriFormatException or NotSupportedException)
        {
            throw LostWay(Reason(error), error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new BrokenTransferException($"the connection broke ({Reason(error)})");
        }

        return true;
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (_part is { Length: > 0, Origin: { } origin })
        {
            request.Headers.Range = new RangeHeaderValue(_part.Length, null);
            request.Headers.IfRange = origin.Condition;
        }

        return request;
    }

    private async Task TakeAsync(Stream body, CancellationTokenSource patience)
    {
        long total = _part.Origin!.Total ?? ExpectedBytes ?? MostBytes;
        while (true)
        {
            patience.CancelAfter(_options.IdleTimeout);
            int read = await body.ReadAsync(_buffer, patience.Token);
            if (read == 0)
            {
                break;
            }

            if (read > total - _part.Length)
            {
                _part.Begin(origin: null);
                throw new HarkException($"{_address}: sends more than the {total:N0} bytes that it should have. It is not the file that is wanted. {_set.ByHand}");
            }

            _part.Append(_buffer.AsSpan(0, read));
            _options.Progress?.Report(new DownloadProgress(DownloadPhase.Downloading, _part.Length, _part.Origin.Total));
        }

        if (_part.Origin.Total is { } told && _part.Length < told)
        {
            throw new BrokenTransferException($"the connection was closed after {_part.Length:N0} bytes of {told:N0} bytes");
        }
    }

    private bool Accept(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        switch (status)
        {
            case (int)HttpStatusCode.OK:
                BeginAnew(response);
                return true;
            case (int)HttpStatusCode.PartialContent when _part.Length > 0:
                return GoOn(response);
            case (int)HttpStatusCode.RequestedRangeNotSatisfiable when _part.Length > 0:
                StartOver("the server has no more than what is here");
                return false;
            case 408 or 429 or >= 500:
                throw new BrokenTransferException($"the server answers {Status(response)}");
            case >= 300 and < 400:
                throw LostWay(Status(response));
            default:
                throw new HarkException($"{_address}: the server answers {Status(response)}, not with the file. The set may have moved: give another address with --url. {_set.ByHand}");
        }
    }

    private void BeginAnew(HttpResponseMessage response)
    {
        long? length = response.Content.Headers.ContentLength;
        if (response.Content.Headers.ContentType?.MediaType is "text/html")
        {
            throw new HarkException(
                $"{_address}: is answered with a web page, not with the file. The network may want a log-in first, or the set has moved. {_set.ByHand}");
        }

        if (length is { } offered && ExpectedBytes is { } expected && offered != expected)
        {
            throw new HarkException(
                $"{_address}: offers {offered:N0} bytes, but the file has {expected:N0}. It is another file, or the network has put something in its place. {_set.ByHand}");
        }

        var origin = DownloadOrigin.Of(_address, response, length);
        if (_part.Length > 0)
        {
            string reason = _part.Origin!.DiffersFrom(origin) ? "the file at the address has changed" : "the server cannot send the rest alone";
            _options.Notice?.Invoke($"{reason}: the download begins again.");
        }

        // Before it is emptied: a lack of room must cost nobody what is here.
        _requireRoom((length ?? ExpectedBytes ?? 0) - _part.Length);
        _part.Begin(origin);
    }

    private bool GoOn(HttpResponseMessage response)
    {
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        DownloadOrigin origin = DownloadOrigin.Of(_address, response, range?.Length);
        if (range?.From != _part.Length || _part.Origin!.DiffersFrom(origin))
        {
            StartOver("the rest that the server sends does not fit what is here");
            return false;
        }

        _requireRoom((range.Length ?? ExpectedBytes ?? 0) - _part.Length);
        _options.Notice?.Invoke($"goes on after the {_part.Length:N0} bytes that are here.");
        return true;
    }

    private void StartOver(string reason)
    {
        _options.Notice?.Invoke($"{reason}: the download begins again.");
        _part.Begin(origin: null);
    }

    private HarkException Unreachable(Exception error) => new(
        $"{_address}: cannot be reached ({Reason(error)}). {Kept()}Check that this machine has a network (behind a proxy: HTTP_PROXY), then run the same command again. {_set.ByHand}", error);

    private HarkException LostWay(string why, Exception? error = null)
    {
        string message = $"{_address}: leads on more than {MostRedirects} times or to an address that cannot be followed ({why}). {_set.ByHand}";
        return error is null ? new HarkException(message) : new HarkException(message, error);
    }

    private string Kept() => _part.Length > 0 ? $"The {_part.Length:N0} bytes that have come are kept. " : "";

    private static string Status(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static string Reason(Exception error) => error.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.');

    /// <summary>Something that another attempt may mend.</summary>
    private sealed class BrokenTransferException(string message) : Exception(message);
}
