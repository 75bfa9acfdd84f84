using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Signals;

/// <summary>
/// The rules as they are printed, with their windows of hours: <c>increase</c> over an hour of which only seconds have been seen is the increase of
/// those seconds, so nothing has to be waited for or shortened.
/// </summary>
[Collection(WatchedWorld.Name)]
public sealed class AlertingTests(WatchedWorld world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Full_processors_fire_nothing_and_a_burst_of_errors_pages_for_its_route_alone()
    {
        await using (var busy = new BusyProcessors())
        {
            // Seen by every rule that could have fired: both routes, both objectives, while the processors were full.
            var seen = await ValidAsync();
            await Eventually.HoldsAsync(
                async () => (await ValidAsync()) is { Count: 4 } now && now.All(series => series.Value > seen.GetValueOrDefault(series.Key) + 200),
                Patience,
                () => "requests of both routes are in the objectives");
            Assert.True(busy.Used > 0.95, $"The processors were used to {busy.Used:P0}.");
            Assert.Empty(await world.Prometheus.FiringAsync());
        }

        Assert.Empty(world.Pager.Alerts);
        world.ApiFails = true;
        await Eventually.HoldsAsync(() => Task.FromResult(world.Pager.Alerts.Count > 0), Patience, () => "somebody is paged");
        world.ApiFails = false;

        var page = world.Pager.Alerts.First();
        Assert.Equal(("page", "firing"), (page.Receiver, page.Status));
        Assert.Equal(("GatewayRouteFails", "api", "page"), (page.Labels["alertname"], page.Labels["route"], page.Labels["severity"]));
        Assert.Equal("https://runbook.example.com#a-route-fails", page.Annotations["runbook_url"]);
        Assert.Contains("of the requests of route api failed", page.Annotations["description"], StringComparison.Ordinal);
        Assert.All(await world.Prometheus.FiringAsync(), alert => Assert.Equal(("GatewayRouteFails", "api"), (alert["alertname"], alert["route"])));
        Assert.All(world.Pager.Alerts, alert => Assert.Equal("api", alert.Labels["route"]));
        Assert.Empty(await world.Prometheus.RuleErrorsAsync());
    }

    private async Task<Dictionary<string, double>> ValidAsync() =>
        (await world.Prometheus.QueryAsync("route_slo:gateway_valid_requests:increase1h{route=~\"api|open\"}"))
            .ToDictionary(series => $"{series.Labels["route"]} {series.Labels["slo"]}", series => series.Value);
}
