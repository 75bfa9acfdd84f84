using System.Globalization;
using System.Net;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Bearer;

/// <summary>Opaque tokens at real gateways and a real provider: how often it is asked, and what users see while it is away.</summary>
[Collection(WaitingJourneys.Name)]
public sealed class OpaqueTokenTests
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_thousand_first_requests_ask_once_a_replica_rolled_out_not_at_all_and_a_revocation_holds_within_a_second()
    {
        await using var world = await BearerWorld.StartAsync(gateways: 2, opaque: true);
        var (one, other) = (world.World.Gateways[0], world.World.Gateways[1]);
        var token = await world.NewTokenAsync();
        world.Calls.IntrospectionTakes = TimeSpan.FromMilliseconds(500);
        world.Calls.Forget();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => world.StatusAsync(one, token)));
        Assert.Equal(1000, answers.Count(status => status == 200));
        Assert.Equal(1, world.Calls.To(ProviderCalls.Introspection));

        // What the first was told, the second finds in the store; so does the one that takes its place.
        Assert.Equal(200, await world.StatusAsync(other, token));
        await world.World.ReplaceAsync(2);
        Assert.Equal(200, await world.StatusAsync(other, token));
        Assert.Equal(1, world.Calls.To(ProviderCalls.Introspection));

        var second = await world.NewTokenAsync();
        answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(number => world.StatusAsync(world.World.Gateways[number % 2], second)));
        Assert.Equal(2000, answers.Count(status => status == 200));
        Assert.InRange(world.Calls.To(ProviderCalls.Introspection), 2, 3);

        await world.RevokeAtProviderAsync(token);
        var revoked = await world.AnnounceRevocationAsync(token);
        foreach (var gateway in world.World.Gateways)
        {
            await Eventually.HoldsAsync(async () => await world.StatusAsync(gateway, token) == 401, TimeSpan.FromSeconds(5), () => "the token is refused");
        }

        var took = TimeProvider.System.GetElapsedTime(revoked);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Refused on both replicas after {took.TotalMilliseconds:0} ms."));
        Assert.True(took < TimeSpan.FromSeconds(1), $"{took}");
    }

    [Fact]
    public async Task Without_an_event_a_revoked_token_lives_no_longer_than_its_bound_and_an_outage_turns_only_strangers_away()
    {
        await using var world = await BearerWorld.StartAsync(gateways: 2, opaque: true, ("Gateway:AuthenticationCache:OpaqueMaxAge", $"{MaxAge:c}"));
        var (one, other) = (world.World.Gateways[0], world.World.Gateways[1]);
        var (known, unknown, revoked) = (await world.NewTokenAsync(), await world.NewTokenAsync(), await world.NewTokenAsync());

        var said = TimeProvider.System.GetTimestamp();
        Assert.Equal(200, await world.StatusAsync(one, revoked));
        await world.RevokeAtProviderAsync(revoked);
        Assert.Equal(200, await world.StatusAsync(other, revoked));
        await Eventually.HoldsAsync(
            async () => await world.StatusAsync(one, revoked) == 401 && await world.StatusAsync(other, revoked) == 401, TimeSpan.FromSeconds(15), () => "both refuse it");
        // Also where it was learned second-hand: the bound counts from when the provider said it.
        Assert.InRange(TimeProvider.System.GetElapsedTime(said), TimeSpan.FromSeconds(1), MaxAge + TimeSpan.FromSeconds(1));

        Assert.Equal(200, await world.StatusAsync(one, known));
        said = TimeProvider.System.GetTimestamp();
        await world.World.Identity.StopAsync(CancellationToken.None);
        foreach (var gateway in world.World.Gateways)
        {
            Assert.Equal(200, await world.StatusAsync(gateway, known));
            using var answer = await world.CallAsync(gateway, "/machine/hello", unknown);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Contains("\"owner\":\"identity-provider\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await Eventually.HoldsAsync(async () => await world.StatusAsync(one, known) == 503, TimeSpan.FromSeconds(15), () => "its bound is kept to");
        Assert.True(TimeProvider.System.GetElapsedTime(said) > MaxAge - TimeSpan.FromSeconds(2), "It was not served to its bound.");
        await world.World.Identity.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(async () => await world.StatusAsync(one, known) == 200, TimeSpan.FromSeconds(15), () => "the provider is heard again");
    }
}
