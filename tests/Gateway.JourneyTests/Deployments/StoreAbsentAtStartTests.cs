using System.Net;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Deployments;

[Collection(WaitingJourneys.Name)]
public sealed class StoreAbsentAtStartTests
{
    [Fact]
    public async Task Gateways_start_without_Redis_and_nobody_is_logged_out()
    {
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 2 });
        var alice = await SignedInUser.SignInAsync(world, "alice");

        // The gateways that come up now have never seen Redis.
        await world.Redis.KillAsync();
        foreach (var gateway in world.Gateways)
        {
            await gateway.KillAsync();
            await gateway.DisposeAsync();
        }

        await Task.WhenAll(world.Gateways.Select(gateway => gateway.StartAsync()));
        for (var number = 1; number <= world.Gateways.Count; number++) await world.Haproxy.SeesAsync(number, "UP");

        var open = await alice.CallAsync(HttpMethod.Get, "/open/page");
        Assert.Equal(HttpStatusCode.OK, open.Status);

        var refused = await alice.CallAsync(HttpMethod.Get, "/api/orders");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.NotNull(refused.RetryAfter);
        Assert.False(refused.SetsCookie, "Her cookie is as good as before.");
        Assert.Contains("session-store", refused.Body, StringComparison.Ordinal);

        await world.Redis.StartAsync();
        await Eventually.HoldsAsync(
            async () => (await alice.CallAsync(HttpMethod.Get, "/api/orders")).SeenUser == "alice", TimeSpan.FromSeconds(5), () => "alice is served again");
    }
}
