using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// Reads <c>ConnectionStrings:Redis</c> (StackExchange.Redis syntax: endpoints, <c>serviceName=</c> for Sentinel, <c>ssl=</c>, <c>user=</c>)
/// and adds what a gateway needs: the library's defaults make a call to a killed server hang for 6 s and to a black hole for 22 s.
/// Time-outs and intervals that the operator writes in the connection string win; failing fast and going on without a server are not negotiable.
/// </summary>
internal static class RedisSettings
{
    public const string Key = "ConnectionStrings:Redis";
    public const string Default = "localhost:6379";

    public static ConfigurationOptions Parse(string connectionString, TimeSpan storeTimeout)
    {
        var written = ConfigurationOptions.Parse(connectionString);
        var timeout = (int)storeTimeout.TotalMilliseconds;

        written.AbortOnConnectFail = false;
        written.BacklogPolicy = BacklogPolicy.FailFast;
        written.ReconnectRetryPolicy = new ExponentialRetry(deltaBackOffMilliseconds: 100, maxDeltaBackOffMilliseconds: 1000);
        written.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        written.ClientName ??= "gateway";
        if (!Mentions(connectionString, "asyncTimeout")) written.AsyncTimeout = timeout;
        if (!Mentions(connectionString, "syncTimeout")) written.SyncTimeout = timeout;
        if (!Mentions(connectionString, "connectTimeout")) written.ConnectTimeout = 1000;
        if (!Mentions(connectionString, "keepAlive")) written.KeepAlive = 1;
        if (!Mentions(connectionString, "configCheckSeconds")) written.ConfigCheckSeconds = 1;
        return written;
    }

    private static bool Mentions(string connectionString, string option) =>
        connectionString.Split(',').Any(part => part.TrimStart().StartsWith(option + "=", StringComparison.OrdinalIgnoreCase));
}
