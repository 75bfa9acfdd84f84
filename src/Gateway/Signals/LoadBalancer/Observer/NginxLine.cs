using System.Globalization;
using System.Text.Json;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>
/// A line in the log_format of deploy/nginx/nginx.conf. nginx measures in milliseconds and each attempt for itself: "0.004, 0.120" are two
/// gateways one after the other, " : " separates groups of them, a dash is an attempt without an answer.
/// </summary>
internal static class NginxLine
{
    public const string Log = "nginx";

    public static BalancerRequest Read(JsonElement line)
    {
        var status = int.Parse(line.GetProperty("status").GetString() ?? "", NumberStyles.None, CultureInfo.InvariantCulture);
        return new BalancerRequest(
            line.GetProperty("id").GetString(),
            status > 0 ? status : null,
            Seconds(line.GetProperty("total_s").GetString()) ?? throw new FormatException("total_s is no number."),
            Seconds(line.GetProperty("headers_s").GetString()),
            GatewaysWord.Of(line.GetProperty("server_timing").GetString()),
            ReachedGateway: line.GetProperty("server").GetString() is { Length: > 0 } and not "-");
    }

    private static TimeSpan? Seconds(string? list)
    {
        TimeSpan? sum = null;
        foreach (var part in (list ?? "").Split([',', ':'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(part => part != "-"))
            sum = (sum ?? TimeSpan.Zero) + TimeSpan.FromSeconds(double.Parse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
        return sum;
    }
}
