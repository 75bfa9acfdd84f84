using System.Reflection;
using System.Text.Json;
using Gateway.Signals;
using Gateway.Tests.Conventions;
using Gateway.Tests.Signals.Slo;
using Xunit;
using YamlDotNet.Serialization;

namespace Gateway.Tests.Deploy;

/// <summary>The dashboard names what is measured. Whether its queries find it is shown by a real Prometheus, in the journey tests.</summary>
public sealed class DashboardTests
{
    private const string Path = "deploy/grafana/dashboards/gateway.json";

    // The runtime's, Kestrel's and the container's own, as the exporter prints them.
    private static readonly string[] OfOthers =
    [
        "ALERTS", "container_cpu_limit_utilization", "container_memory_limit_utilization", "dotnet_gc_collections_total",
        "dotnet_gc_last_collection_memory_committed_size_bytes", "dotnet_gc_pause_time_seconds_total", "dotnet_process_cpu_count",
        "dotnet_process_cpu_time_seconds_total", "dotnet_process_memory_working_set_bytes", "dotnet_thread_pool_queue_length_total",
        "dotnet_thread_pool_thread_count_total", "kestrel_active_connections", "kestrel_queued_connections",
    ];

    [Fact]
    public void It_names_only_metrics_there_are() => Assert.Empty(Unknown(Repository.Read(Path)));

    [Theory]
    [InlineData("gateway_requests_total", "gateway_request_total")]
    [InlineData("dotnet_gc_pause_time_seconds_total", "dotnet_gc_pause_total")]
    [InlineData("route_slo:gateway_bad_requests:ratio1h", "route_slo:gateway_bad_requests:ratio1w")]
    [InlineData("gateway_build_info", "gateway_version_info")]
    public void A_name_that_is_none_is_caught(string name, string wrong) =>
        Assert.Contains(wrong, Unknown(Repository.Read(Path).Replace(name, wrong, StringComparison.Ordinal)));

    [Fact]
    public void It_has_the_rows_operators_look_for_and_saturation_is_folded_away()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read(Path));
        var rows = dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() == "row")
            .Select(row => (row.GetProperty("title").GetString(), row.GetProperty("collapsed").GetBoolean()));
        Assert.Equal(
            [
                ("Objectives", false), ("Routes", false), ("A route: $route", false), ("Load balancer against application", false),
                ("Sessions and caches", false), ("Rollouts by version", false), ("Saturation: shown, never alerted on", true),
            ],
            rows);
    }

    [Fact]
    public void It_needs_nothing_from_outside() => Assert.DoesNotContain("http", Repository.Read(Path), StringComparison.Ordinal);

    private static List<string> Unknown(string dashboard)
    {
        using var json = JsonDocument.Parse(dashboard);
        var known = OfOthers.Concat(Recorded()).Concat(Instruments().SelectMany(Exported)).ToHashSet();
        var expressions = Expressions(json.RootElement).ToList();
        Assert.True(expressions.Count > 40, "The dashboard has queries.");
        return [.. expressions.SelectMany(PromQlNames.In).Where(name => !known.Contains(name)).Distinct()];
    }

    private static IEnumerable<string> Expressions(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(property =>
            property is { Name: "expr", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!] : Expressions(property.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    private static IEnumerable<string> Instruments() => typeof(MetricNames)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (string)field.GetRawConstantValue()!)
        .Where(name => name.StartsWith("gateway.", StringComparison.Ordinal));

    private static IEnumerable<string> Exported(string instrument) =>
    [
        PrometheusNames.Gauge(instrument), PrometheusNames.Total(instrument), PrometheusNames.Bucket(instrument),
        PrometheusNames.Count(instrument), PrometheusNames.Count(instrument).Replace("_count", "_sum", StringComparison.Ordinal),
    ];

    private static IEnumerable<string> Recorded()
    {
        var rules = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<IDictionary<object, object>>>>(Repository.Read("deploy/prometheus/rules.yml"));
        return rules["groups"].SelectMany(group => (List<object>)group["rules"]).Cast<IDictionary<object, object>>()
            .Where(rule => rule.ContainsKey("record")).Select(rule => (string)rule["record"]);
    }
}
