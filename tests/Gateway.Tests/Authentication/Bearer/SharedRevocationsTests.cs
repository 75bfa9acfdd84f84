using System.Text.Json.Nodes;
using Gateway.Authentication.Bearer;
using Gateway.Redis;
using Gateway.Tests.Redis;
using StackExchange.Redis;
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
        // It has not heard its own heartbeat yet, and knows that it may have missed something.
        Assert.IsType<TokenOutcome.Rejected>(await later.FindAsync(token));
        Assert.Equal(0, later.Results.Held.Believed);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_read_again_until_it_is_and_then_nobody_is_asked_any_more()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await GatewayRedis.ConnectAsync(server.ConnectionString);
        using var world = new TokenWorld(redis: redis);
        var (token, other) = (world.Key.Sign(world.Claims()), world.Key.Sign(Numbered(world)));
        var revoked = Enumerable.Range(0, 5_000).Select(number => new SortedSetEntry(TokenHash.Of($"revoked-{number}").ToString(), world.Now + 600));
        await redis.Database.SortedSetAddAsync(RedisKeys.RevokedTokens, [.. revoked, new SortedSetEntry(TokenHash.ForRevocation(token).ToString(), world.Now + 600)]);

        await server.FreezeAsync();
        world.Channel.Receive(world.Channel.Heartbeat);
        Assert.IsType<TokenOutcome.Valid>(await world.FindAsync(token));
        Assert.False(world.Shared.IsCaughtUp);
        await server.ThawAsync();
        await Eventually.HoldsAsync(
            () =>
            {
                world.Time.Advance(TimeSpan.FromMilliseconds(100));
                return world.Shared.IsCaughtUp;
            },
            "it has caught up");
        Assert.IsType<TokenOutcome.Rejected>(await world.FindAsync(token));

        // Said to nobody: it would be found only by asking.
        await redis.Database.SortedSetAddAsync(RedisKeys.RevokedTokens, TokenHash.ForRevocation(other).ToString(), world.Now + 600);
        Assert.IsType<TokenOutcome.Valid>(await world.FindAsync(other));
    }

    [Fact]
    public async Task While_the_channel_is_cut_the_list_is_asked()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await GatewayRedis.ConnectAsync(server.ConnectionString);
        using var world = new TokenWorld(redis: redis);
        var token = world.Key.Sign(world.Claims());
        await redis.Database.SortedSetAddAsync(RedisKeys.RevokedTokens, TokenHash.ForRevocation(token).ToString(), world.Now + 600);
        Assert.False(world.Channel.IsHeard);
        Assert.IsType<TokenOutcome.Rejected>(await world.FindAsync(token));
    }

    [Fact]
    public async Task The_list_holds_hashes_and_forgets_them_when_the_tokens_are_over()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await GatewayRedis.ConnectAsync(server.ConnectionString);
        using var world = new TokenWorld(redis: redis);
        var first = world.Key.Sign(world.Claims());
        Assert.True(await world.Results.RevokeAsync(first));
        Assert.Equal([TokenHash.ForRevocation(first).ToString()], (await redis.Database.SortedSetRangeByRankAsync(RedisKeys.RevokedTokens)).Select(member => (string)member!));

        world.Time.Advance(TimeSpan.FromMinutes(12));
        var second = world.Key.Sign(world.Claims());
        Assert.True(await world.Results.RevokeAsync(second));
        Assert.Equal([TokenHash.ForRevocation(second).ToString()], (await redis.Database.SortedSetRangeByRankAsync(RedisKeys.RevokedTokens)).Select(member => (string)member!));
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

    private static JsonObject Numbered(TokenWorld world)
    {
        var claims = world.Claims();
        claims["jti"] = "2";
        return claims;
    }
}
