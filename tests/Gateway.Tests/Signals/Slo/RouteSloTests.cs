using System.Text;
using Gateway.Signals.Slo;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Signals.Slo;

public sealed class RouteSloTests
{
    [Fact]
    public void A_route_without_objectives_has_the_defaults() =>
        Assert.Equal(new RouteSlo("a", 99.9, TimeSpan.FromMilliseconds(300), 99, 10), Assert.Single(RouteSlo.In(Settings("{}", "\"a\": {}"))));

    [Fact]
    public void What_a_route_does_not_say_is_taken_from_the_settings_of_all()
    {
        var settings = Settings(
            """{ "Availability": 99.5, "LatencyObjective": 95, "AlertFrom": 20 }""",
            "\"b\": { \"Gateway\": { \"Slo\": { \"Latency\": \"00:00:00.200\" } } }, \"a\": { \"Gateway\": { \"Slo\": { \"Availability\": 99.99, \"LatencyObjective\": 90, \"AlertFrom\": 1 } } }");
        Assert.Equal(
            [new("a", 99.99, TimeSpan.FromMilliseconds(300), 90, 1), new RouteSlo("b", 99.5, TimeSpan.FromMilliseconds(200), 95, 20)], RouteSlo.In(settings));
    }

    [Fact]
    public void Thresholds_are_each_there_once_in_order_with_the_default()
    {
        var settings = Settings("{}", "\"a\": { \"Gateway\": { \"Slo\": { \"Latency\": \"00:00:02\" } } }, \"b\": { \"Gateway\": { \"Slo\": { \"Latency\": \"00:00:00.200\" } } }, \"c\": { \"Gateway\": { \"Slo\": { \"Latency\": \"00:00:02\" } } }");
        Assert.Equal([200, 300, 2000], SloThresholds.In(settings).Select(threshold => threshold.TotalMilliseconds));
        Assert.Equal([200, 2000], SloThresholds.Added([TimeSpan.FromMilliseconds(300)], settings).Select(threshold => threshold.TotalMilliseconds));
    }

    private static IConfiguration Settings(string slo, string routes) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Gateway": { "Signals": { "Slo": {{slo}} } }, "ReverseProxy": { "Routes": { {{routes}} } } }""")))
        .Build();
}
