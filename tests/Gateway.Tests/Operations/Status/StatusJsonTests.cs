using System.Text.Json.Nodes;
using Gateway.Operations;
using Gateway.Operations.Status;
using Gateway.Rollout;
using Gateway.Signals;
using Gateway.Signals.Recent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Operations.Status;

/// <summary>What programs read at <c>/api/status</c> and <c>/api/routes</c>, to the letter.</summary>
public sealed class StatusJsonTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 4, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_replica_says_who_it_is_and_what_it_lacks()
    {
        using var watch = new DependencyWatch(
            () => [new Dependency(Owner.IdentityProvider, "https://id.example.com", DependencyState.Down, "HttpRequestException", "New sign-ins: 503.")],
            _time, NullLogger<DependencyWatch>.Instance);
        var readiness = new Readiness();
        var status = new ReplicaStatus(new ReleaseIdentity("1.2.3", "abc"), readiness, watch, _time);
        watch.Observe();
        readiness.Serve();
        _time.Advance(TimeSpan.FromSeconds(90.5));

        Same(
            """
            { "version": "1.2.3", "commit": "abc", "state": "ready", "startedAt": "2026-11-25T04:00:00+00:00", "uptime": 90.5,
              "dependencies": [ { "kind": "identity-provider", "name": "https://id.example.com", "state": "down", "since": "2026-11-25T04:00:00+00:00",
                                  "lastError": "HttpRequestException", "degrades": "New sign-ins: 503." } ] }
            """,
            StatusEndpoints.Describe(status));
    }

    [Fact]
    public void A_route_is_told_in_seconds_shares_and_rates_and_its_history_when_asked_for()
    {
        var stages = new TimeSpan[Stages.All.Count];
        stages[(int)Stage.UpstreamWait] = TimeSpan.FromMilliseconds(40);
        var route = new RouteFigures(
            "<orders>", 120, 3, 2, 12.5, 0.025, Both(50, 200), Both(1, 5), Both(45, 190), [new SecondFigures(_time.GetUtcNow(), 12, 1, Both(50, 60), stages)]);
        const string Golden =
            """
            "route": "<orders>", "requests": 120, "errors": 3, "active": 2, "rate": 12.5, "errorShare": 0.025,
            "duration": { "p50": 0.05, "p99": 0.2 }, "gateway": { "p50": 0.001, "p99": 0.005 }, "upstream": { "p50": 0.045, "p99": 0.19 }
            """;

        Same($"[ {{ {Golden} }} ]", StatusEndpoints.Describe([route], withSeconds: false));
        Same(
            $$"""
            [ { {{Golden}}, "seconds": [ { "at": "2026-11-25T04:00:00+00:00", "requests": 12, "errors": 1, "duration": { "p50": 0.05, "p99": 0.06 },
                "stages": { "ingress_wait": 0, "session": 0, "authentication": 0, "token_refresh": 0, "upstream_connect": 0, "upstream_wait": 0.04,
                            "upstream_body": 0, "gateway": 0, "gc_pause": 0 } } ] } ]
            """,
            StatusEndpoints.Describe([route], withSeconds: true));
    }

    private static Quantiles Both(double p50, double p99) => new(TimeSpan.FromMilliseconds(p50), TimeSpan.FromMilliseconds(p99));

    private static void Same(string expected, JsonNode actual)
    {
        var read = JsonNode.Parse(actual.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), read), actual.ToJsonString());
    }
}
