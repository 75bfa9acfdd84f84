using Xunit;
using YamlDotNet.Serialization;

namespace Gateway.Tests.Signals.Slo;

/// <summary>People are woken for what users notice. A saturated machine is looked at, never alerted on.</summary>
public sealed class AlertedMetricsTests
{
    private static readonly string[] UsersNotice =
        ["gateway_requests_total", "gateway_request_duration_seconds_count", "gateway_request_duration_seconds_bucket"];

    [Fact]
    public void Rules_read_errors_and_latency_and_nothing_else() => Assert.Empty(Others(RulesUnderTest.OfTwoRoutes().Rules));

    [Theory]
    [InlineData("dotnet_process_cpu_time_seconds_total")]
    [InlineData("gateway_tcp_connections{state=\"time_wait\"}")]
    [InlineData("gateway_redis_backlog")]
    [InlineData("gateway_requests_active")]
    [InlineData("kestrel_queued_connections")]
    [InlineData("avg(process_runtime_dotnet_gc_heap_size_bytes)")]
    public void A_rule_about_saturation_is_caught(string saturation)
    {
        var rules = RulesUnderTest.OfTwoRoutes().Rules;
        var broken = rules.Replace(
            ">= route_slo:gateway_alert_from:count", $">= route_slo:gateway_alert_from:count\n          or\n          {saturation} > 0", StringComparison.Ordinal);
        Assert.NotEqual(rules, broken);
        Assert.NotEmpty(Others(broken));
    }

    [Fact]
    public void Every_alert_is_one_of_the_four_of_the_book_for_each_objective()
    {
        var alerts = Rules(RulesUnderTest.OfTwoRoutes().Rules).Where(rule => rule.ContainsKey("alert"))
            .Select(rule => $"{rule["alert"]} {Labels(rule)["severity"]} {Labels(rule)["window"]}");
        Assert.Equal(
            [
                "GatewayRouteFails page 1h", "GatewayRouteFails page 6h", "GatewayRouteFails ticket 1d", "GatewayRouteFails ticket 3d",
                "GatewayRouteSlow page 1h", "GatewayRouteSlow page 6h", "GatewayRouteSlow ticket 1d", "GatewayRouteSlow ticket 3d",
            ],
            alerts);
    }

    private static IEnumerable<string> Others(string yaml)
    {
        var rules = Rules(yaml).ToList();
        var recorded = rules.Where(rule => rule.ContainsKey("record")).Select(rule => (string)rule["record"]).ToHashSet();
        return rules.SelectMany(rule => PromQlNames.In((string)rule["expr"])).Where(name => !recorded.Contains(name) && !UsersNotice.Contains(name));
    }

    private static IEnumerable<IDictionary<object, object>> Rules(string yaml)
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<IDictionary<object, object>>>>(yaml);
        return file["groups"].SelectMany(group => (List<object>)group["rules"]).Cast<IDictionary<object, object>>();
    }

    private static IDictionary<object, object> Labels(IDictionary<object, object> rule) => (IDictionary<object, object>)rule["labels"];
}
