namespace Gateway.Sessions;

/// <summary>Event ids 1200–1299. Sessions are named by their id, a hash; secrets and tokens are never logged.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(1200, LogLevel.Warning, "The session store did not answer: {Failure}.")]
    public static partial void StoreUnavailable(this ILogger logger, string failure);

    [LoggerMessage(1201, LogLevel.Error, "The record of session {Session} cannot be read by this release. It is left as it is.")]
    public static partial void RecordUnreadable(this ILogger logger, SessionId session);

    [LoggerMessage(1202, LogLevel.Information, "Session {Session} ended: {Cause}.")]
    public static partial void Ended(this ILogger logger, SessionId session, string cause);

    [LoggerMessage(1203, LogLevel.Error, "Session {Session} is gone from the store although nobody ended it.")]
    public static partial void Lost(this ILogger logger, SessionId session);

    [LoggerMessage(1204, LogLevel.Information, "Session {Session} started at frontend {Frontend}.")]
    public static partial void Started(this ILogger logger, SessionId session, string frontend);

    [LoggerMessage(1210, LogLevel.Debug, "The index of sessions did not answer: {Failure}.")]
    public static partial void IndexUnavailable(this ILogger logger, string failure);

    [LoggerMessage(1230, LogLevel.Information, "{Streams} WebSockets and event streams were told that this replica leaves, and {Late} that were opened meanwhile.")]
    public static partial void StreamsToldToLeave(this ILogger logger, int streams, int late);

    [LoggerMessage(1231, LogLevel.Error, "The sessions of open streams could not be checked: {Failure}.")]
    public static partial void StreamsNotChecked(this ILogger logger, string failure);
}
