using System.Diagnostics.Metrics;
using Gateway.Redis;
using Gateway.Signals.Saturation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Redis;

/// <summary>The gateway's own connection, with the settings a gateway would have.</summary>
internal static class GatewayRedis
{
    private static readonly IMeterFactory Unread = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public static RedisConnection Make(string connectionString, TimeSpan? storeTimeout = null, IMeterFactory? meters = null)
    {
        var settings = new Dictionary<string, string?>
        {
            [RedisSettings.Key] = connectionString,
            ["Gateway:Sessions:StoreTimeout"] = (storeTimeout ?? TimeSpan.FromSeconds(5)).ToString("c"),
        };
        return new RedisConnection(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), TimeProvider.System,
            new RedisMetrics(meters ?? Unread), new TcpTraffic(), NullLogger<RedisConnection>.Instance, NullLoggerFactory.Instance);
    }

    public static async Task<RedisConnection> ConnectAsync(string connectionString, TimeSpan? storeTimeout = null)
    {
        var connection = Make(connectionString, storeTimeout);
        await connection.StartAsync(CancellationToken.None);
        return connection;
    }

    /// <summary>A channel that is not running: a test hands it its messages.</summary>
    public static InvalidationChannel UnstartedChannel(TimeProvider time) =>
        new(Make("127.0.0.1:1"), time, NullLogger<InvalidationChannel>.Instance);
}
