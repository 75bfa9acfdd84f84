using System.Net;

namespace Gateway.JourneyTests.Streams;

/// <summary>A page's EventSource.</summary>
internal sealed class OpenEvents : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A page that is left closes its connection; this client would go on reading for two seconds.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private OpenEvents(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _reader = new StreamReader(body);
    }

    public HttpStatusCode Status => _response.StatusCode;

    public static async Task<OpenEvents> OpenAsync(Uri address, string? cookie, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        if (authorization is not null) request.Headers.Add("Authorization", authorization);
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Sec-Fetch-Mode", "cors");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new OpenEvents(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event's data.</summary>
    public async Task<string> NextAsync()
    {
        while (true)
        {
            var line = await _reader.ReadLineAsync().WaitAsync(Patience, TimeProvider.System) ?? throw new EndOfStreamException("The events ended.");
            if (line.StartsWith("data:", StringComparison.Ordinal)) return line;
        }
    }

    /// <summary>Reads on until the answer is complete; one that is cut off is an error.</summary>
    public async Task UntilEndAsync()
    {
        while (await _reader.ReadLineAsync().WaitAsync(Patience, TimeProvider.System) is not null)
        {
            // Events that were on their way.
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
