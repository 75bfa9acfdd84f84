using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Sessions;

/// <summary>A session store of the gateway on a real Redis, with the gateway's own connection.</summary>
internal sealed class StoreWorld : IAsyncDisposable
{
    private readonly RedisConnection _connection;

    private StoreWorld(RedisConnection connection, UserSessionOptions options)
    {
        _connection = connection;
        Channel = new InvalidationChannel(connection, TimeProvider.System, NullLogger<InvalidationChannel>.Instance);
        Options = new SettableOptions<UserSessionOptions>(options);
        Store = new RedisSessionStore(connection, Channel, Options, TimeProvider.System, NullLogger<RedisSessionStore>.Instance);
    }

    public InvalidationChannel Channel { get; }

    public SettableOptions<UserSessionOptions> Options { get; }

    public RedisSessionStore Store { get; }

    public bool IsConnected => _connection.IsConnected;

    public static async Task<StoreWorld> ConnectAsync(string connectionString, UserSessionOptions? options = null, TimeSpan? storeTimeout = null) =>
        new(await GatewayRedis.ConnectAsync(connectionString, storeTimeout), options ?? new UserSessionOptions());

    public async ValueTask DisposeAsync()
    {
        await Channel.StopAsync(CancellationToken.None);
        Channel.Dispose();
        await _connection.DisposeAsync();
    }
}
