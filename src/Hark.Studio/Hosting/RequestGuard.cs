using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Hark.Studio.Hosting;

/// <summary>
/// Lets in requests of Studio's own page only. A page elsewhere can make a browser send requests to this machine: it is told by its
/// <c>Origin</c> and <c>Sec-Fetch-Site</c>; a name that an attacker points at this machine (DNS rebinding) is told by its <c>Host</c>. An address
/// that others can reach needs the token besides.
/// </summary>
internal sealed class RequestGuard(StudioAddress address)
{
    public const string TokenHeader = "X-Hark-Token";
    public const string TokenCookie = "hark-token";

    /// <summary>Why a request is refused; null lets it pass.</summary>
    public (int Status, string Reason)? Refusal(HttpRequest request)
    {
        if (!address.IsOwnHost(request.Host.Host))
        {
            return (StatusCodes.Status403Forbidden, $"Studio does not answer to the name '{request.Host.Host}'. Open it as {address.Url}");
        }

        string own = $"{request.Scheme}://{request.Host.Value}";
        if (request.Headers.Origin is [{ } origin, ..] && !string.Equals(origin, own, StringComparison.OrdinalIgnoreCase))
        {
            return (StatusCodes.Status403Forbidden, $"Requests of other pages ({origin}) are refused.");
        }

        if (!request.Path.StartsWithSegments("/api"))
        {
            return null;
        }

        if (request.Headers["Sec-Fetch-Site"] is [{ } site, ..] && site is not ("same-origin" or "none"))
        {
            return (StatusCodes.Status403Forbidden, "Requests of other pages are refused.");
        }

        return address.Token is null || HasToken(request, address.Token)
            ? null
            : (StatusCodes.Status401Unauthorized, "The token is missing or wrong. Open Studio by the address that 'hark studio' printed, with its #token.");
    }

    /// <summary>The page hands the token over once, out of its address; from then on the browser sends it as a cookie, to this site alone.</summary>
    public static void KeepToken(HttpContext context, string token) => context.Response.Cookies.Append(TokenCookie, token, new CookieOptions
    {
        HttpOnly = true,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
        Path = "/",
    });

    private static bool HasToken(HttpRequest request, string token)
        => Same(request.Headers[TokenHeader].ToString(), token) || Same(request.Cookies[TokenCookie], token);

    /// <summary>In a time that does not tell how much was right.</summary>
    private static bool Same(string? given, string token)
        => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token));
}

/// <summary>Where Studio listens, under which names, and with which token.</summary>
internal sealed class StudioAddress
{
    private readonly bool _loopback;
    private readonly string _host;

    /// <exception cref="HarkException">The host is no address of this machine.</exception>
    public StudioAddress(string host, int port)
    {
        _host = host;
        Port = port;
        if (host is "localhost")
        {
            Address = IPAddress.Loopback;
        }
        else if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? parsed))
        {
            Address = parsed;
        }
        else
        {
            throw new HarkException($"--host {host}: is no address. Give one of this machine's, such as 0.0.0.0 for all of them, or leave --host away.");
        }

        _loopback = IPAddress.IsLoopback(Address);
        Token = _loopback ? null : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    }

    public IPAddress Address { get; }

    public int Port { get; private set; }

    /// <summary>Null on a loopback address, where only this machine's users come.</summary>
    public string? Token { get; }

    /// <summary>What to type into a browser; with the token in its fragment, which browsers send nowhere.</summary>
    public string Url => $"http://{DisplayHost}:{Port}/{(Token is null ? "" : $"#token={Token}")}";

    /// <summary>The same from this machine.</summary>
    public string LocalUrl
    {
        get
        {
            IPAddress local = Address.Equals(IPAddress.Any) ? IPAddress.Loopback : Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : Address;
            return $"http://{new IPEndPoint(local, Port)}";
        }
    }

    private string DisplayHost => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any)
        ? Dns.GetHostName()
        : Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Address}]" : _host;

    public void ListensOn(int port) => Port = port;

    /// <summary>Loopback names always; on another address its literals and the machine's own name. No other name can be this machine's.</summary>
    public bool IsOwnHost(string host)
    {
        string name = host.Trim('[', ']');
        bool literal = IPAddress.TryParse(name, out IPAddress? address);
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (literal && IPAddress.IsLoopback(address!))
            || (!_loopback && (literal || name.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)));
    }
}
