using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>Event ids 1500–1599.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(1500, LogLevel.Warning, "Redis is not reachable yet. Sessions are unavailable until it is; the gateway keeps trying.")]
    public static partial void StartedWithoutRedis(this ILogger logger);

    [LoggerMessage(1501, LogLevel.Warning, "The {Connection} connection to Redis was lost: {Failure}.")]
    public static partial void ConnectionLost(this ILogger logger, ConnectionType connection, ConnectionFailureType failure);

    [LoggerMessage(1502, LogLevel.Information, "The {Connection} connection to Redis is back.")]
    public static partial void ConnectionRestored(this ILogger logger, ConnectionType connection);

    [LoggerMessage(1503, LogLevel.Critical, "Redis cannot be connected to with these settings: {Failure}.")]
    public static partial void ConnectionImpossible(this ILogger logger, string failure);

    [LoggerMessage(1504, LogLevel.Debug, "The invalidation channel cannot be reached: {Failure}.")]
    public static partial void ChannelUnreachable(this ILogger logger, string failure);

    [LoggerMessage(1505, LogLevel.Warning, "The invalidation channel has been silent for {Silence}: ends of sessions may be missed.")]
    public static partial void ChannelSilent(this ILogger logger, TimeSpan silence);

    [LoggerMessage(1506, LogLevel.Information, "The invalidation channel is heard. What was remembered before is looked up again.")]
    public static partial void ChannelHeard(this ILogger logger);
}
