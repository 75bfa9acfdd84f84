using System.Net;
using Gateway.JourneyTests.Surroundings;
using StackExchange.Redis;
using Xunit;

namespace Gateway.JourneyTests.Deployments;

/// <summary>The ring of login-state keys cannot be read: sign-ins have to wait, and say so. Nobody who is signed in notices.</summary>
[Collection(WaitingJourneys.Name)]
public sealed class LoginKeysUnreadableTests
{
    private const string Ring = "gateway:login-keys";

    [Fact]
    public async Task Replicas_that_started_at_once_made_one_key_and_an_unreadable_ring_is_503_at_sign_in_and_nothing_to_who_is_signed_in()
    {
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 3 });
        var alice = await SignedInUser.SignInAsync(world, "alice");
        var browser = new Browser(world.Gateways[0].Origin);
        var (_, form) = await browser.NavigateAsync("/bff/login");
        var callback = await browser.SubmitUntilAsync(form, "username=bob&password=bob", address => address.AbsolutePath == "/bff/callback");

        await using var redis = await ConnectionMultiplexer.ConnectAsync(world.Redis.ConnectionString);
        Assert.Equal(1, await redis.GetDatabase().ListLengthAsync(Ring));
        await redis.GetDatabase().KeyRenameAsync(Ring, "the ring, put away");
        await redis.GetDatabase().StringSetAsync(Ring, "no list");
        await world.ReplaceAsync(1);

        var login = await browser.FetchAsync(HttpMethod.Get, "/bff/login");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, null), (login.Status, login.Location));
        Assert.Contains("session-store", login.Body, StringComparison.Ordinal);
        var (page, _) = await browser.NavigateAsync(callback!.PathAndQuery);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, null), (page.Status, page.Location));
        Assert.True(await alice.IsSignedInAsync());

        // The ring is back: the login begun before the deployment and before the outage is finished.
        await redis.GetDatabase().KeyRenameAsync("the ring, put away", Ring);
        await Eventually.HoldsAsync(
            async () => (await browser.NavigateAsync(callback.PathAndQuery)).Page.Status == HttpStatusCode.OK && browser.Cookies["__Host-demo"] is not null,
            TimeSpan.FromSeconds(20),
            () => "the login is finished");
    }
}
