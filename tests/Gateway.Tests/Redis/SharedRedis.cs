using Gateway.Tests.Redis;
using StackExchange.Redis;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedRedis))]

namespace Gateway.Tests.Redis;

/// <summary>One redis-server for all tests that leave it well. Sessions have random ids, so they do not meet.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private RedisServer? _server;
    private ConnectionMultiplexer? _client;

    internal RedisServer Server => _server!;

    /// <summary>The test's own look at what lies there.</summary>
    internal IDatabase Database => _client!.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _client = await _server.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }
}
