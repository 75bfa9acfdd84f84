using Microsoft.Extensions.Primitives;

namespace Gateway.Forwarding;

/// <summary>
/// What in a request's framing could make an upstream see another body, or another request, than the gateway did (RFC 9112, 6).
/// Kestrel refuses most of it itself; this is the rest.
/// </summary>
internal static class RequestFraming
{
    // Where Kestrel puts a Content-Length that came together with a Transfer-Encoding.
    private const string IgnoredContentLength = "X-Content-Length";

    /// <summary>Null when the framing is plain; otherwise why not.</summary>
    public static string? Ambiguity(HttpRequest request)
    {
        var headers = request.Headers;
        StringValues encoding = headers.TransferEncoding;
        if (encoding.Count == 0) return null;
        if (HttpProtocol.IsHttp10(request.Protocol)) return "HTTP/1.0 has no Transfer-Encoding";
        if (headers.ContainsKey(IgnoredContentLength)) return "Content-Length and Transfer-Encoding exclude each other";
        return encoding.Count == 1 && string.Equals(encoding[0], "chunked", StringComparison.OrdinalIgnoreCase) ? null : "Transfer-Encoding may be chunked only";
    }
}
