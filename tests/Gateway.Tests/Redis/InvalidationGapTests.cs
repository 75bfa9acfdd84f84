using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Redis;

/// <summary>The channel on a real Redis that goes away and comes back.</summary>
public sealed class InvalidationGapTests
{
    [Fact]
    public async Task After_Redis_was_away_whatever_was_learned_before_counts_as_possibly_missed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await StoreWorld.ConnectAsync(redis.ConnectionString);
        await world.Channel.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => world.Channel.IsHeard, "the channel is heard");
        var learned = TimeProvider.System.GetTimestamp();
        Assert.True(world.Channel.MissedBefore <= learned);

        await redis.KillAsync();
        await Eventually.HoldsAsync(() => !world.Channel.IsHeard, "the gap is noticed");
        await redis.StartAgainAsync();
        await Eventually.HoldsAsync(() => world.Channel.IsHeard, "the channel is heard again");

        Assert.True(world.Channel.MissedBefore > learned);
    }

    [Fact]
    public async Task A_subscription_cut_off_by_itself_is_noticed_and_mended()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await StoreWorld.ConnectAsync(redis.ConnectionString);
        await world.Channel.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => world.Channel.IsHeard, "the channel is heard");
        var learned = TimeProvider.System.GetTimestamp();

        await using var admin = await redis.ConnectAsync();
        await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await Eventually.HoldsAsync(() => world.Channel.IsHeard && world.Channel.MissedBefore > learned, "the gap is closed");
    }

    [Fact]
    public async Task A_channel_whose_messages_no_longer_arrive_falls_silent_although_every_connection_is_up()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await StoreWorld.ConnectAsync(redis.ConnectionString);
        await world.Channel.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => world.Channel.IsHeard, "the channel is heard");

        await using var admin = await redis.ConnectAsync();
        await admin.GetDatabase().ExecuteAsync("ACL", "SETUSER", "default", "-publish");

        await Eventually.HoldsAsync(() => !world.Channel.IsHeard, "the silence is noticed");
        await admin.GetDatabase().ExecuteAsync("ACL", "SETUSER", "default", "+publish");
        await Eventually.HoldsAsync(() => world.Channel.IsHeard, "the channel is heard again");
    }

    [Fact]
    public async Task An_end_that_cannot_be_announced_is_no_error_to_the_user_who_signs_out()
    {
        await using var connection = GatewayRedis.Make("127.0.0.1:1");
        using var channel = new InvalidationChannel(connection, new FakeTimeProvider(), NullLogger<InvalidationChannel>.Instance);
        await channel.TryPublishEndAsync(SessionSecret.Create().Id.Value);
    }
}
