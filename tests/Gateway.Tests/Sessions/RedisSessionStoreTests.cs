using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Sessions.Records;
using Gateway.Tests.Redis;
using Gateway.Tests.Sessions.Records;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class RedisSessionStoreTests(SharedRedis redis) : SessionStoreContract, IAsyncLifetime
{
    private StoreWorld? _world;

    private protected override DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() =>
        _world = await StoreWorld.ConnectAsync(redis.Server.ConnectionString, new UserSessionOptions { IdleTimeout = IdleTimeout });

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_record_expires_by_itself()
    {
        var secret = await SignedInAsync();
        Assert.InRange((await redis.Database.KeyTimeToLiveAsync(Key(secret)))!.Value, IdleTimeout - TimeSpan.FromSeconds(20), IdleTimeout);
    }

    [Fact]
    public async Task Neither_the_key_nor_the_value_holds_what_the_browser_or_the_provider_said()
    {
        var secret = await SignedInAsync();
        var stored = System.Text.Encoding.Latin1.GetString(((byte[]?)await redis.Database.StringGetAsync(Key(secret)))!);
        Assert.DoesNotContain("token", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.ToCookieValue()["v1.".Length..], Key(secret) + stored, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_record_of_another_release_is_nobodys_log_out_and_stays(byte format)
    {
        var secret = SessionSecret.Create();
        var record = SealedBytes.Seal(secret, format, revision: 1, SessionFormat.Serialize(Sample.Session(secret), SessionFormat.Previous));
        await redis.Database.StringSetAsync(Key(secret), record, TimeSpan.FromMinutes(10));

        await IsUnreadableAsync(secret);
        Assert.Equal(record, (byte[]?)await redis.Database.StringGetAsync(Key(secret)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("\u0001 a value of something else that is long enough to be a record of ours")]
    [InlineData("\u0002 a value of something else that is long enough to be a record of ours")]
    public async Task A_garbled_record_is_nobodys_log_out_and_stays(string value)
    {
        var secret = SessionSecret.Create();
        await redis.Database.StringSetAsync(Key(secret), value, TimeSpan.FromMinutes(10));

        await IsUnreadableAsync(secret);
        Assert.Equal(value, await redis.Database.StringGetAsync(Key(secret)));
    }

    [Fact]
    public async Task A_sign_in_does_not_overwrite_a_record_it_cannot_read()
    {
        var secret = SessionSecret.Create();
        await redis.Database.StringSetAsync(Key(secret), "someone else's", TimeSpan.FromMinutes(10));

        Assert.Equal(SessionWrite.Refused, await _world!.Store.CreateAsync(secret, Sample.Session(secret, Now)));
        var stale = new StoredSession(Sample.Session(secret, Now), 1, IdleTimeout);
        Assert.Equal(SessionWrite.Refused, await _world.Store.ReplaceAsync(secret, stale, stale.Session));
        Assert.Equal("someone else's", await redis.Database.StringGetAsync(Key(secret)));
    }

    [Fact]
    public async Task A_key_of_another_type_is_an_unavailable_store_and_stays()
    {
        var secret = SessionSecret.Create();
        await redis.Database.ListRightPushAsync(Key(secret), "an element");
        await redis.Database.KeyExpireAsync(Key(secret), TimeSpan.FromMinutes(10));

        Assert.IsType<SessionLookup.Unavailable>(await _world!.Store.FindAsync(secret));
        Assert.Equal(1, await redis.Database.ListLengthAsync(Key(secret)));
    }

    [Fact]
    public async Task A_record_that_somebody_stripped_of_its_expiry_gets_one_with_the_next_activity()
    {
        var secret = await SignedInAsync();
        await redis.Database.KeyPersistAsync(Key(secret));

        var found = Assert.IsType<SessionLookup.Found>(await _world!.Store.FindAsync(secret));
        Assert.Equal(SessionWrite.Written, await _world.Store.ExtendAsync(found.Stored.Session));
        Assert.NotNull(await redis.Database.KeyTimeToLiveAsync(Key(secret)));
    }

    [Fact]
    public async Task Asking_again_is_one_command_and_brings_back_the_very_session_that_is_held()
    {
        // Of its own, where nobody else's commands are counted.
        await using var server = await RedisServer.StartAsync();
        await using var world = await StoreWorld.ConnectAsync(server.ConnectionString);
        await using var client = await server.ConnectAsync();
        var secret = SessionSecret.Create();
        Assert.Equal(SessionWrite.Written, await world.Store.CreateAsync(secret, Sample.Session(secret, Now)));
        var held = Assert.IsType<SessionLookup.Found>(await world.Store.FindAsync(secret)).Stored;

        for (var again = 0; again < 100; again++) Assert.Same(held, Assert.IsType<SessionLookup.Found>(await world.Store.FindAgainAsync(secret, held)).Stored);

        var statistics = (await client.GetDatabase().ExecuteAsync("INFO", "commandstats")).ToString();
        Assert.Contains("cmdstat_getrange:calls=100,", statistics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_changed_behind_our_back_is_read_anew()
    {
        var secret = await SignedInAsync();
        var held = Assert.IsType<SessionLookup.Found>(await _world!.Store.FindAsync(secret)).Stored;
        await redis.Database.StringSetRangeAsync(Key(secret), 15, "!");
        Assert.IsType<SessionLookup.Unavailable>(await _world.Store.FindAgainAsync(secret, held));

        await redis.Database.StringSetAsync(Key(secret), "short");
        Assert.IsType<SessionLookup.Unavailable>(await _world.Store.FindAgainAsync(secret, held));
    }

    private protected override Task<ISessionStore> StoreAsync() => Task.FromResult<ISessionStore>(_world!.Store);

    private static string Key(SessionSecret secret) => RedisKeys.Session(secret.Id.Value);

    private async Task<SessionSecret> SignedInAsync()
    {
        var secret = SessionSecret.Create();
        Assert.Equal(SessionWrite.Written, await _world!.Store.CreateAsync(secret, Sample.Session(secret, Now)));
        return secret;
    }

    private async Task IsUnreadableAsync(SessionSecret secret)
    {
        var answer = Assert.IsType<SessionLookup.Unavailable>(await _world!.Store.FindAsync(secret));
        Assert.Equal(UnavailableReason.RecordUnreadable, answer.Reason);
    }
}
