using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Redis;
using Gateway.Tests.Signals;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>Two replicas' memories over one real Redis, with the real channel between them.</summary>
public sealed class TwoReplicasTests(SharedRedis redis)
{
    [Fact]
    public async Task A_session_ended_at_one_replica_is_missing_at_the_other_within_a_second()
    {
        await using var one = await Replica.StartAsync(redis);
        await using var other = await Replica.StartAsync(redis);
        var secret = SessionSecret.Create();
        var session = Sample.Session(secret, TimeProvider.System.GetUtcNow());
        Assert.Equal(SessionWrite.Written, await one.Sessions.CreateAsync(secret, session));
        Assert.IsType<SessionLookup.Found>(await other.Sessions.FindAsync(secret));
        Assert.Equal(SessionSource.Memory, Assert.IsType<SessionLookup.Found>(await other.Sessions.FindAsync(secret)).Source);

        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(SessionWrite.Written, await one.Sessions.EndAsync(new SessionEnd(session.Id, session.Frontend, SessionEndCause.User)));
        await Eventually.HoldsAsync(async () => await other.Sessions.FindAsync(secret) is SessionLookup.Missing, "the other replica has heard of the end");

        var heardAfter = TimeProvider.System.GetElapsedTime(started);
        TestContext.Current.TestOutputHelper?.WriteLine($"Heard of after {heardAfter.TotalMilliseconds:0} ms.");
        Assert.True(heardAfter < TimeSpan.FromSeconds(1), $"{heardAfter}");
        Assert.IsType<SessionLookup.Missing>(await one.Sessions.FindAsync(secret));
    }

    [Fact]
    public async Task Tokens_renewed_at_the_other_replica_are_in_the_store_before_memory_knows_them()
    {
        await using var one = await Replica.StartAsync(redis);
        await using var other = await Replica.StartAsync(redis);
        var secret = SessionSecret.Create();
        var session = Sample.Session(secret, TimeProvider.System.GetUtcNow());
        await one.Sessions.CreateAsync(secret, session);
        var read = Assert.IsType<SessionLookup.Found>(await other.Sessions.FindAsync(secret)).Stored;
        await other.Sessions.ReplaceAsync(secret, read, session with { Tokens = session.Tokens with { RefreshToken = "rotated" } });

        var remembered = Assert.IsType<SessionLookup.Found>(await one.Sessions.FindAsync(secret)).Stored.Session;
        var latest = Assert.IsType<SessionLookup.Found>(await one.Sessions.AskStoreAsync(secret)).Stored.Session;

        Assert.Equal(session.Tokens.RefreshToken, remembered.Tokens.RefreshToken);
        Assert.Equal("rotated", latest.Tokens.RefreshToken);
    }

    private sealed class Replica : IAsyncDisposable
    {
        private readonly RedisConnection _connection;
        private readonly InvalidationChannel _channel;
        private readonly Measurements _measured = new();

        private Replica(RedisConnection connection)
        {
            var options = new SettableOptions<UserSessionOptions>(new UserSessionOptions());
            _connection = connection;
            _channel = new InvalidationChannel(connection, TimeProvider.System, NullLogger<InvalidationChannel>.Instance);
            var store = new RedisSessionStore(connection, _channel, options, TimeProvider.System, NullLogger<RedisSessionStore>.Instance);
            var ends = new SessionEnds(new SessionMetrics(_measured.Meters), TimeProvider.System, NullLogger<SessionEnds>.Instance);
            Sessions = new RememberedSessions(store, _channel, options, ends, TimeProvider.System);
        }

        public RememberedSessions Sessions { get; }

        public static async Task<Replica> StartAsync(SharedRedis redis)
        {
            var replica = new Replica(await GatewayRedis.ConnectAsync(redis.Server.ConnectionString));
            await replica._channel.StartAsync(CancellationToken.None);
            await Eventually.HoldsAsync(() => Task.FromResult(replica._channel.IsHeard), "the channel is heard");
            return replica;
        }

        public async ValueTask DisposeAsync()
        {
            await _channel.StopAsync(CancellationToken.None);
            _channel.Dispose();
            await _connection.DisposeAsync();
            _measured.Dispose();
        }
    }
}
