using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Signals;

/// <summary>Every query of the dashboard, as Grafana would send it, against a real Prometheus that watches running gateways.</summary>
[Collection(WatchedWorld.Name)]
public sealed class DashboardQueryTests(WatchedWorld world)
{
    // What has nothing to say in a world that is seconds old and where nothing fails, nobody brings a token and none ends.
    private static readonly string[] MaySayNothing =
    [
        "ALERTS", "route_slo:gateway_error_budget_remaining:ratio30d", "route_slo:gateway_bad_requests:ratio6h",
        "sum by (route, owner)", "gateway_lb_disagreements_total", "gateway_authentication_cache_total", "gateway_token_refreshes_total",
        "gateway_token_duration_seconds", "gateway_configuration_reloads_total", "gateway_access_log_lost_total",
    ];

    [Fact]
    public async Task Every_query_runs_and_finds_what_it_asks_for()
    {
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(BuiltGateway.PathOf("deploy/grafana/dashboards/gateway.json"), TestContext.Current.CancellationToken));
        var expressions = Expressions(dashboard.RootElement)
            .Select(expression => expression.Replace("$__rate_interval", "10s", StringComparison.Ordinal).Replace("$route", "api", StringComparison.Ordinal))
            .Distinct().ToList();
        var empty = expressions.Where(expression => !MaySayNothing.Any(silent => expression.Contains(silent, StringComparison.Ordinal))).ToList();
        Assert.True(empty.Count > 25, "The dashboard has queries.");

        // Rates need two scrapes.
        await Eventually.HoldsAsync(
            async () =>
            {
                foreach (var expression in empty.ToList())
                {
                    if ((await world.Prometheus.QueryAsync(expression)).Count > 0) empty.Remove(expression);
                }

                return empty.Count == 0;
            },
            TimeSpan.FromSeconds(20),
            () => $"each query finds something:\n{string.Join('\n', empty)}");

        // The others run at least.
        foreach (var expression in expressions) await world.Prometheus.QueryAsync(expression);
    }

    private static IEnumerable<string> Expressions(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(property =>
            property is { Name: "expr", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!] : Expressions(property.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };
}
