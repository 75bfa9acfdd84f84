using System.Text;
using System.Text.Json;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>What a line of a log came to.</summary>
internal abstract record LogLine
{
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
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or OverflowException or InvalidOperationException or DecoderFallbackException)
        {
            // InvalidOperationException: a field of another kind than it should be, or text that is not UTF-8.
            return new Malformed();
        }
    }

    private static LogLine Parse(JsonElement line) => line.TryGetProperty("log", out var log) ? log.GetString() switch
    {
        HaproxyLine.Log => new OfBalancer(HaproxyLine.Read(line)),
        NginxLine.Log => new OfBalancer(NginxLine.Read(line)),
        "access" => line.TryGetProperty("request_id", out var id) && id.GetString() is { } named
            && line.TryGetProperty("route", out var route) && line.TryGetProperty("code", out var code)
                ? new OfGateway(named, new GatewaysWord(route.GetString() ?? ObservedRoutes.Unknown, code.GetInt32(), ToHeaders: null))
                : new Malformed(),
        _ => new Malformed(),
    }
    : new Malformed();
}
