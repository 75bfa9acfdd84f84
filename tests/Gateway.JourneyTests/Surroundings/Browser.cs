using System.Net.Sockets;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>As much of a browser as signing in needs: cookies, redirects and fetch metadata. Connections are shared, cookies are not.</summary>
internal sealed class Browser(Uri origin)
{
    private const int MostRedirects = 10;

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        ConnectCallback = ConnectAsync,
    })
    {
        Timeout = TimeSpan.FromSeconds(20),
    };

    public CookieJar Cookies { get; } = new(TimeProvider.System);

    /// <summary>A call from the page's own script.</summary>
    public Task<Answer> FetchAsync(HttpMethod method, string path, string? body = null) => SendAsync(method, new Uri(origin, path), "cors", body);

    /// <summary>What typing an address does, redirects and all. Returns the page and the address it came from.</summary>
    public async Task<(Answer Page, Uri Address)> NavigateAsync(string path)
    {
        var address = new Uri(origin, path);
        return await FollowAsync(await SendAsync(HttpMethod.Get, address, "navigate", null), address);
    }

    /// <summary>What the submit button of a form does.</summary>
    public async Task<(Answer Page, Uri Address)> SubmitAsync(Uri address, string form) =>
        await FollowAsync(await SendAsync(HttpMethod.Post, address, "navigate", form), address);

    /// <summary>Submits a form and stops before going to an address that the test wants to go to itself; null when it never comes.</summary>
    public async Task<Uri?> SubmitUntilAsync(Uri address, string form, Func<Uri, bool> stop)
    {
        var answer = await SendAsync(HttpMethod.Post, address, "navigate", form);
        for (var count = 0; count < MostRedirects && answer.Location is { } location; count++)
        {
            address = new Uri(address, location);
            if (stop(address)) return address;
            answer = await SendAsync(HttpMethod.Get, address, "navigate", null);
        }

        return null;
    }

    private async Task<(Answer Page, Uri Address)> FollowAsync(Answer answer, Uri address)
    {
        for (var count = 0; answer.Location is { } location; count++)
        {
            if (count == MostRedirects) throw new HttpRequestException($"Redirected {MostRedirects} times, last to {location}");
            address = new Uri(address, location);
            answer = await SendAsync(HttpMethod.Get, address, "navigate", null);
        }

        return (answer, address);
    }

    private async Task<Answer> SendAsync(HttpMethod method, Uri address, string mode, string? body)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Sec-Fetch-Mode", mode);
        request.Headers.Add("Sec-Fetch-Site", mode == "cors" ? "same-origin" : "none");
        if (mode == "cors") request.Headers.Add("X-CSRF", "1");
        Cookies.AddTo(request.Headers);
        if (body is not null) request.Content = new StringContent(body, null, "application/x-www-form-urlencoded");

        using var response = await Http.SendAsync(request);
        Cookies.TakeFrom(response.Headers);
        return new Answer(
            response.StatusCode, response.Headers.Location, response.Headers.RetryAfter?.ToString(), response.Headers.Contains("Set-Cookie"),
            await response.Content.ReadAsStringAsync());
    }

    // Everything is on 127.0.0.1, whatever else "localhost" may mean.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(FreePorts.Loopback(context.DnsEndPoint.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
