namespace Gateway.Signals;

/// <summary>Event ids 1000–1099.</summary>
internal static partial class SignalsLog
{
    [LoggerMessage(1000, LogLevel.Error, "A {Method} request failed in a way nobody foresaw.")]
    public static partial void Unexpected(this ILogger logger, Exception failure, string method);

    [LoggerMessage(1001, LogLevel.Warning, "The access log cannot be written ({Failure} {Reason}). Its lines are counted as gateway.access_log.lost until it can.")]
    public static partial void AccessLogUnwritable(this ILogger logger, string failure, string reason);

    [LoggerMessage(1020, LogLevel.Information, "Reads the load balancer's lines from {Source}; figures at {Address}/metrics.")]
    public static partial void ObserverReads(this ILogger logger, string source, string address);

    [LoggerMessage(1021, LogLevel.Warning, "Cannot read {Path}: {Reason} It is tried again until it can be.")]
    public static partial void LogUnreadable(this ILogger logger, string path, string reason);

    [LoggerMessage(1022, LogLevel.Warning, "{Count} lines from {Source} could not be read and were passed over.")]
    public static partial void LinesMalformed(this ILogger logger, long count, string source);

    [LoggerMessage(1040, LogLevel.Information, "TCP connections cannot be counted by {Closed}, which this system or its sandbox forbids; {Next} takes its place.")]
    public static partial void SocketTableClosed(this ILogger logger, string closed, string next);

    [LoggerMessage(1041, LogLevel.Warning, "TCP connections cannot be counted: {Closed}, the last way to do so, cannot be read here.")]
    public static partial void NoSocketTable(this ILogger logger, string closed);
}
