using System.Globalization;
using System.Text.Json;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>A line in the log-format of deploy/haproxy/haproxy.cfg. Its timers: HAProxy configuration manual, 8.4; its end: 8.5.</summary>
internal static class HaproxyLine
{
    public const string Log = "haproxy";

    // Two letters: who ended it, and in which phase. R, Q, C, H come before the answer's headers.
    private const string PhasesBeforeAnswer = "RQCH";
    private const string NoServer = "<NOSRV>";

    public static BalancerRequest Read(JsonElement line)
    {
        var status = line.GetProperty("status").GetInt32();
        var end = line.GetProperty("end").GetString() ?? "";
        var clientLeft = end is ['C' or 'c', var phase] && PhasesBeforeAnswer.Contains(phase, StringComparison.Ordinal);
        return new BalancerRequest(
            Given(line, "id"),
            clientLeft ? BoundedNames.ClientClosedRequest : status > 0 ? status : null,
            TimeSpan.FromMilliseconds(Math.Max(0, line.GetProperty("total_ms").GetInt64())),
            long.TryParse(Given(line, "headers_us"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var headers) ? TimeSpan.FromMicroseconds(Math.Max(0, headers)) : null,
            GatewaysWord.Of(Given(line, "server_timing")),
            ReachedGateway: Given(line, "server") is { } server && server != NoServer);
    }

    // HAProxy writes a dash for what there is not.
    private static string? Given(JsonElement line, string name) => line.GetProperty(name).GetString() is { } text and not "-" ? text : null;
}
