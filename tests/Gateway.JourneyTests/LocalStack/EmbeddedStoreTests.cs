using Gateway.JourneyTests.Surroundings;
using Gateway.Local.Store;
using StackExchange.Redis;
using Xunit;

namespace Gateway.JourneyTests.LocalStack;

public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("embedded-store-");
    private readonly EmbeddedStore _store;

    public EmbeddedStoreTests() => _store = EmbeddedStore.Start(new EmbeddedStoreOptions { Port = FreePorts.Next(), DataDirectory = _data.FullName });

    [Fact]
    public async Task Keeps_what_it_acknowledged_over_a_stop()
    {
        await WithStoreAsync(async store =>
        {
            await store.StringSetAsync("session", "alice", TimeSpan.FromHours(1));
            return 0;
        });

        _store.Stop();
        await Assert.ThrowsAsync<RedisConnectionException>(() => WithStoreAsync(store => store.StringGetAsync("session")));
        _store.Start();

        Assert.Equal("alice", await WithStoreAsync(store => store.StringGetAsync("session")));
        Assert.NotNull(await WithStoreAsync(store => store.KeyTimeToLiveAsync("session")));
    }

    [Fact]
    public async Task Stays_empty_after_a_flush()
    {
        await WithStoreAsync(store => store.StringSetAsync("session", "alice"));
        await _store.FlushAsync();
        Assert.False(await WithStoreAsync(store => store.KeyExistsAsync("session")));

        _store.Stop();
        _store.Start();
        Assert.False(await WithStoreAsync(store => store.KeyExistsAsync("session")));
    }

    public void Dispose()
    {
        _store.Dispose();
        _data.Delete(recursive: true);
    }

    private async Task<T> WithStoreAsync<T>(Func<IDatabase, Task<T>> call)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_store.ConnectionString + ",connectTimeout=2000,connectRetry=1");
        return await call(connection.GetDatabase());
    }
}
