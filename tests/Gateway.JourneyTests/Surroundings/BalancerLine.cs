using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>One request as the load balancer saw it: a witness that no client library tidied.</summary>
internal sealed record BalancerLine(
    string Method,
    string Path,
    int Status,
    string Server,
    [property: JsonPropertyName("queue_ms")] int QueueMs,
    [property: JsonPropertyName("total_ms")] int TotalMs,
    string End,
    string Retries,
    [property: JsonPropertyName("server_timing")] string ServerTiming,
    double Start)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Two dashes: neither side ended it early, and it was answered.</summary>
    public bool EndedWell => End == "--" && Status is > 0 and < 500;

    /// <summary>HAProxy had to try more than once; with a plus sign, at another gateway.</summary>
    public bool WasRetried => Retries != "0";

    public static BalancerLine? Parse(string line) => line.StartsWith('{') ? JsonSerializer.Deserialize<BalancerLine>(line, Web) : null;
}
