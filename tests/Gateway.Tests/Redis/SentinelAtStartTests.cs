using Gateway.Redis;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Redis;

/// <summary>A store that only its sentinels know: the client gives up at the first try that finds none of them.</summary>
public sealed class SentinelAtStartTests
{
    private const string Primary = "orders";

    [Fact]
    public async Task Without_any_sentinel_the_gateway_starts_and_finds_the_store_once_there_is_one()
    {
        await using var store = await RedisServer.StartAsync();
        await using var sentinel = RedisServer.NotStarted();
        await using var connection = GatewayRedis.Make($"{sentinel.ConnectionString},serviceName={Primary}");

        await connection.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RedisState.Connecting, connection.State);
        await Assert.ThrowsAsync<RedisConnectionException>(() => connection.Database.PingAsync());

        await sentinel.StartSentinelAsync(Primary, store.Port);
        await Eventually.HoldsAsync(() => connection.IsConnected, "the store is found");
        await connection.Database.StringSetAsync("found", "yes");
        Assert.True(await (await connection.Client).GetDatabase().KeyExistsAsync("found"));
    }

    /// <summary>The moment of a failover: the sentinel still names the one that is gone.</summary>
    /// <param name="named">Whether the sentinel knows the store's name at all.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sentinel_that_names_nobody_who_answers_does_not_end_the_gateway(bool named)
    {
        await using var store = RedisServer.NotStarted();
        await using var sentinel = RedisServer.NotStarted();
        await sentinel.StartSentinelAsync(named ? Primary : "others", store.Port);
        await using var connection = GatewayRedis.Make($"{sentinel.ConnectionString},serviceName={Primary}");

        await connection.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RedisState.Connecting, connection.State);
        if (!named) return;

        await store.StartAgainAsync();
        await Eventually.HoldsAsync(() => connection.IsConnected, "the store is found");
    }
}
