using System.Net;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Deployments;

[Collection(WaitingJourneys.Name)]
public sealed class LoginAcrossReplicasTests
{
    [Fact]
    public async Task A_login_begun_at_one_release_is_finished_by_replicas_of_the_next_that_did_not_exist_then()
    {
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 2, Binaries = BuiltGateway.Previous });

        var alice = await SignedInUser.SignInAsync(world, "alice", atTheForm: () => world.RollAsync(BuiltGateway.Current));

        Assert.True(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task Frontends_side_by_side_have_their_own_users()
    {
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 1 });
        var shop = world.Gateways[0].Origin;
        var office = WorldSettings.OfficeAt(world.Gateways[0]);
        var (atShop, atOffice) = (new Browser(shop), new Browser(office));
        await SignInAsync(atShop, "alice");
        await SignInAsync(atOffice, "bob");

        Assert.Equal("alice", (await atShop.FetchAsync(HttpMethod.Get, "/api/x")).SeenUser);
        Assert.Equal("bob", (await atOffice.FetchAsync(HttpMethod.Get, "/api/x")).SeenUser);

        // A session of the one, carried to the other under the other's cookie name.
        var thief = new Browser(office);
        thief.Cookies.Set(WorldSettings.OfficeCookie, atShop.Cookies["__Host-demo"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.FetchAsync(HttpMethod.Get, "/api/x")).Status);
        Assert.Equal("alice", (await atShop.FetchAsync(HttpMethod.Get, "/api/x")).SeenUser);
    }

    private static async Task SignInAsync(Browser browser, string name)
    {
        var (_, form) = await browser.NavigateAsync("/bff/login");
        await browser.SubmitAsync(form, $"username={name}&password={name}");
    }
}
