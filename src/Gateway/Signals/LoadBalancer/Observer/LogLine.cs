using System.Text.Json;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>What a line of a log came to.</summary>
internal abstract record LogLine
{
    private const int LongestId = 128;
    private const int LongestRoute = 256;

    private LogLine()
    {
    }

    /// <summary>A load balancer's, of one request.</summary>
    internal sealed record OfBalancer(BalancerRequest Request) : LogLine;

    /// <summary>The gateway's own access log.</summary>
    internal sealed record OfGateway(string Id, GatewaysWord Word) : LogLine;

    /// <summary>Text that is about no request, such as HAProxy's "Server … is UP".</summary>
    internal sealed record Notice : LogLine;

    /// <summary>Cut off, garbled, or with a field that means nothing.</summary>
    internal sealed record Malformed : LogLine;

    /// <summary>Reads a line of any kind: its <c>log</c> field says which. A syslog header before it is passed over.</summary>
    public static LogLine Parse(ReadOnlyMemory<byte> line)
    {
        var begin = line.Span.IndexOf((byte)'{');
        if (begin < 0) return new Notice();
        try
        {
            using var json = JsonDocument.Parse(line[begin..].TrimEnd("\0\r\n "u8));
            return Parse(json.RootElement);
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            // A field that is missing, of another kind than it should be, no number or text at all, or beyond what is one.
            return new Malformed();
        }
    }

    private static LogLine Parse(JsonElement line) => line.TryGetProperty("log", out var log) ? log.GetString() switch
    {
        HaproxyLine.Log => Bounded(HaproxyLine.Read(line)),
        NginxLine.Log => Bounded(NginxLine.Read(line)),
        "access" => line.TryGetProperty("request_id", out var id) && id.GetString() is { } named
            && line.TryGetProperty("route", out var route) && line.TryGetProperty("code", out var code)
                ? Bounded(named, new GatewaysWord(route.GetString() ?? ObservedRoutes.Unknown, code.GetInt32(), ToHeaders: null))
                : new Malformed(),
        _ => new Malformed(),
    }
    : new Malformed();

    private static LogLine Bounded(BalancerRequest request) =>
        IsBounded(request.Id, request.Word) ? new OfBalancer(request) : new Malformed();

    private static LogLine Bounded(string id, GatewaysWord word) => IsBounded(id, word) ? new OfGateway(id, word) : new Malformed();

    // Thousands of them are kept until their other side comes.
    private static bool IsBounded(string? id, GatewaysWord? word) => id is not { Length: > LongestId } && word is not { Route.Length: > LongestRoute };
}
