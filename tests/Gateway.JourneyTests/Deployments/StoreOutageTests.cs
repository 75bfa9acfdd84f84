using System.Net;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Deployments;

[Collection(WaitingJourneys.Name)]
public sealed class StoreOutageTests
{
    [Fact]
    public async Task While_Redis_is_gone_remembered_users_work_others_wait_and_nobody_is_logged_out()
    {
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 1 });
        var remembered = await SignedInUser.SignInAsync(world, "alice");
        var stranger = new Browser(world.Origin);
        stranger.Cookies.Set("__Host-demo", "v1." + new string('A', 43));
        Assert.Equal("alice", (await remembered.CallAsync(HttpMethod.Get, "/api/x")).SeenUser);

        await world.Redis.KillAsync();
        for (var i = 0; i < 20; i++) Assert.Equal("alice", (await remembered.CallAsync(HttpMethod.Get, "/api/x")).SeenUser);
        var waits = await stranger.FetchAsync(HttpMethod.Get, "/api/x");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, waits.Status);
        Assert.NotNull(waits.RetryAfter);
        Assert.False(waits.SetsCookie);

        await world.Redis.StartAsync();
        await Eventually.HoldsAsync(
            async () => (await stranger.FetchAsync(HttpMethod.Get, "/api/x")).Status == HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(10),
            () => "the store is asked again");
        Assert.Equal("alice", (await remembered.CallAsync(HttpMethod.Get, "/api/x")).SeenUser);
    }
}
