namespace Gateway.Signals;

/// <summary>Event ids 1000–1099.</summary>
internal static partial class SignalsLog
{
    [LoggerMessage(1000, LogLevel.Error, "A {Method} request failed in a way nobody foresaw.")]
    public static partial void Unexpected(this ILogger logger, Exception failure, string method);

    [LoggerMessage(1020, LogLevel.Information, "Reads the load balancer's lines from {Source}; figures at {Address}/metrics.")]
    public static partial void ObserverReads(this ILogger logger, string source, string address);

    [LoggerMessage(1021, LogLevel.Warning, "Cannot read {Path}: {Reason} It is tried again until it can be.")]
    public static partial void LogUnreadable(this ILogger logger, string path, string reason);

    [LoggerMessage(1022, LogLevel.Warning, "{Count} lines from {Source} could not be read and were passed over.")]
    public static partial void LinesMalformed(this ILogger logger, long count, string source);
}
