using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>Whatever is wrong with Redis, the store says so: never an exception, never "no such session", and soon.</summary>
public sealed class StoreOutageTests
{
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromMilliseconds(250);

    // The design asks for an answer within 0.5 s; the rest is for a busy build machine.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1000);

    private readonly SessionSecret _secret = SessionSecret.Create();

    private UserSession Session => Sample.Session(_secret, TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task A_redis_that_was_never_there_is_unavailable()
    {
        await using var world = await StoreWorld.ConnectAsync("127.0.0.1:1", storeTimeout: StoreTimeout);
        await EveryCallSaysUnavailableAsync(world.Store);
    }

    [Fact]
    public async Task A_connection_not_made_yet_is_unavailable()
    {
        await using var connection = GatewayRedis.Make("127.0.0.1:1");
        using var channel = GatewayRedis.UnstartedChannel(TimeProvider.System);
        var store = new RedisSessionStore(
            connection, channel, new SettableOptions<UserSessionOptions>(new()), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<RedisSessionStore>.Instance);
        await EveryCallSaysUnavailableAsync(store);
    }

    [Fact]
    public async Task A_connection_disposed_of_at_shutdown_is_unavailable()
    {
        await using var redis = await RedisServer.StartAsync();
        var world = await StoreWorld.ConnectAsync(redis.ConnectionString, storeTimeout: StoreTimeout);
        await world.DisposeAsync();
        await EveryCallSaysUnavailableAsync(world.Store);
    }

    [Fact]
    public async Task A_killed_redis_is_unavailable_and_found_again_within_a_second_of_its_return()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await StoreWorld.ConnectAsync(redis.ConnectionString, storeTimeout: StoreTimeout);
        await world.Store.CreateAsync(_secret, Session);

        await redis.KillAsync();
        await EveryCallSaysUnavailableAsync(world.Store);

        await redis.StartAgainAsync();
        await Eventually.HoldsAsync(
            async () => await world.Store.FindAsync(_secret) is SessionLookup.Missing, "the store answers again", within: TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_frozen_redis_is_unavailable_and_the_session_is_still_there_after_it()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await StoreWorld.ConnectAsync(redis.ConnectionString, storeTimeout: StoreTimeout);
        await world.Store.CreateAsync(_secret, Session);
        var other = SessionSecret.Create();

        await redis.FreezeAsync();
        Assert.IsType<SessionLookup.Unavailable>(await SoonAsync(world.Store.FindAsync(_secret).AsTask()));
        Assert.Equal(SessionWrite.Unavailable, await SoonAsync(world.Store.CreateAsync(other, Sample.Session(other))));
        Assert.Equal(SessionWrite.Unavailable, await SoonAsync(world.Store.ExtendAsync(Session)));
        await redis.ThawAsync();

        await Eventually.HoldsAsync(
            async () => await world.Store.FindAsync(_secret) is SessionLookup.Found, "the session is found again", within: TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_redis_out_of_memory_takes_no_sign_in_and_loses_no_session()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory-policy", "noeviction");
        await using var world = await StoreWorld.ConnectAsync(redis.ConnectionString);
        await world.Store.CreateAsync(_secret, Session);
        await using var admin = await redis.ConnectAsync();
        await admin.GetServer(redis.ConnectionString).ConfigSetAsync("maxmemory", "1mb");
        var other = SessionSecret.Create();
        var read = Assert.IsType<SessionLookup.Found>(await world.Store.FindAsync(_secret)).Stored;

        Assert.Equal(SessionWrite.Unavailable, await world.Store.CreateAsync(other, Sample.Session(other)));
        Assert.Equal(SessionWrite.Unavailable, await world.Store.ReplaceAsync(_secret, read, read.Session));
        Assert.IsType<SessionLookup.Found>(await world.Store.FindAsync(_secret));
        Assert.Equal(SessionWrite.Written, await world.Store.EndAsync(new SessionEnd(_secret.Id, "shop", SessionEndCause.User)));
    }

    [Fact]
    public async Task A_read_only_replica_takes_no_write_and_says_of_nobody_that_he_is_signed_out()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using var world = await StoreWorld.ConnectAsync(replica.ConnectionString, storeTimeout: StoreTimeout);
        await EveryCallSaysUnavailableAsync(world.Store);
    }

    [Fact]
    public async Task A_primary_that_becomes_a_replica_under_the_connection_says_of_nobody_that_he_is_signed_out()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var demoted = await RedisServer.StartAsync();
        await using var world = await StoreWorld.ConnectAsync(demoted.ConnectionString);
        await world.Store.CreateAsync(_secret, Session);
        await using var admin = await demoted.ConnectAsync();
        await admin.GetDatabase().ExecuteAsync("REPLICAOF", "127.0.0.1", $"{primary.Port}");
        await Eventually.HoldsAsync(
            async () => !await admin.GetDatabase().KeyExistsAsync(RedisKeys.Session(_secret.Id.Value)), "the replica has taken over the primary's emptiness");

        var other = SessionSecret.Create();
        Assert.Equal(SessionWrite.Unavailable, await world.Store.CreateAsync(other, Sample.Session(other, TimeProvider.System.GetUtcNow())));
        await EveryCallSaysUnavailableAsync(world.Store);
    }

    [Fact]
    public async Task A_redis_that_wants_another_password_is_unavailable()
    {
        await using var redis = await RedisServer.StartAsync("--requirepass", "right");
        await using var world = await StoreWorld.ConnectAsync(redis.ConnectionString + ",password=wrong", storeTimeout: StoreTimeout);
        await EveryCallSaysUnavailableAsync(world.Store);
    }

    private static async Task<T> SoonAsync<T>(Task<T> call)
    {
        var started = TimeProvider.System.GetTimestamp();
        var answer = await call;
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, Soon);
        return answer;
    }

    private async Task EveryCallSaysUnavailableAsync(RedisSessionStore store)
    {
        var answer = Assert.IsType<SessionLookup.Unavailable>(await SoonAsync(store.FindAsync(_secret).AsTask()));
        Assert.Equal(UnavailableReason.StoreUnreachable, answer.Reason);
        Assert.Equal(SessionWrite.Unavailable, await SoonAsync(store.CreateAsync(_secret, Session)));
        Assert.Equal(SessionWrite.Unavailable, await SoonAsync(store.ReplaceAsync(_secret, new StoredSession(Session, 1, TimeSpan.Zero), Session)));
        Assert.Equal(SessionWrite.Unavailable, await SoonAsync(store.ExtendAsync(Session)));
        Assert.Equal(SessionWrite.Unavailable, await SoonAsync(store.EndAsync(new SessionEnd(_secret.Id, "shop", SessionEndCause.User))));
    }
}
