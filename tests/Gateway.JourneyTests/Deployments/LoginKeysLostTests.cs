using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Deployments;

[Collection(WaitingJourneys.Name)]
public sealed class LoginKeysLostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task After_the_store_lost_everything_logins_still_cross_replicas_old_and_new()
    {
        await using var world = await World.StartAsync(new WorldOptions { Gateways = 2 });
        await SignedInUser.SignInAsync(world, "alice");

        await world.Redis.FlushAsync();
        await world.ReplaceAsync(2);

        // Nobody's login depends on which replica it begins and ends at, once the replicas have told each other their keys.
        await Eventually.HoldsAsync(() => AllSignInAsync(world), Patience, () => "eight logins in a row succeed");
    }

    private static async Task<bool> AllSignInAsync(World world)
    {
        for (var i = 0; i < 8; i++)
        {
            var begunAt = world.Gateways[i % 2];
            var endsAt = world.Gateways[(i / 2) % 2];
            if (!await CrossedLogin.SucceedsAsync(begunAt.Origin, endsAt.Origin, $"visitor-{i}")) return false;
        }

        return true;
    }
}
