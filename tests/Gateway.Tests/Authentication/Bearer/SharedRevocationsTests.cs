using Gateway.Authentication.Bearer;
using Gateway.Redis;
using Gateway.Tests.Redis;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>A JWT that was revoked stays so for replicas that were not there to hear of it.</summary>
public sealed class SharedRevocationsTests
{
    [Fact]
    public async Task A_replica_that_starts_after_a_revocation_refuses_the_token_too()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await GatewayRedis.ConnectAsync(server.ConnectionString);
        using var one = new TokenWorld(redis: redis);
        var token = one.Key.Sign(one.Claims());
        Assert.IsType<TokenOutcome.Valid>(await one.FindAsync(token));
        Assert.True(await one.Results.RevokeAsync(token));

        using var later = new TokenWorld(redis: redis, provider: one.Provider);
        // It may have believed the token before it heard its own heartbeat for the first time.
        Assert.IsType<TokenOutcome.Valid>(await later.FindAsync(token));
        later.Channel.Receive(later.Channel.Heartbeat);
        await Eventually.HoldsAsync(async () => await later.FindAsync(token) is TokenOutcome.Rejected, "it has caught up");
        Assert.Equal(0, later.Results.Held.Believed);
    }

    [Fact]
    public async Task The_list_holds_hashes_and_forgets_them_when_the_tokens_are_over()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await GatewayRedis.ConnectAsync(server.ConnectionString);
        using var world = new TokenWorld(redis: redis);
        var first = world.Key.Sign(world.Claims());
        Assert.True(await world.Results.RevokeAsync(first));
        Assert.Equal([TokenHash.Of(first).ToString()], (await redis.Database.SortedSetRangeByRankAsync(RedisKeys.RevokedTokens)).Select(member => (string)member!));

        world.Time.Advance(TimeSpan.FromMinutes(12));
        var second = world.Key.Sign(world.Claims());
        Assert.True(await world.Results.RevokeAsync(second));
        Assert.Equal([TokenHash.Of(second).ToString()], (await redis.Database.SortedSetRangeByRankAsync(RedisKeys.RevokedTokens)).Select(member => (string)member!));
    }

    [Fact]
    public async Task Without_the_store_the_others_cannot_be_told_and_that_is_said()
    {
        using var world = new TokenWorld();
        var token = world.Key.Sign(world.Claims());
        Assert.IsType<TokenOutcome.Valid>(await world.FindAsync(token));
        Assert.False(await world.Results.RevokeAsync(token));
        Assert.IsType<TokenOutcome.Rejected>(await world.FindAsync(token));
    }
}
