using System.Net;
using Gateway.Operations.Status;
using Gateway.Sessions;

namespace Gateway.Operations;

/// <summary>Event ids 1700–1799.</summary>
internal static partial class OperationsLog
{
    [LoggerMessage(1700, LogLevel.Information, "Draining: not ready any more, serving on for {Delay}, then finishing within {Timeout}. {InProgress} requests in progress.")]
    public static partial void Draining(this ILogger logger, TimeSpan delay, TimeSpan timeout, int inProgress);

    [LoggerMessage(1701, LogLevel.Information, "Drained in {Seconds:0.0} s: {Accepted} requests accepted after the signal, {Aborted} aborted.")]
    public static partial void Drained(this ILogger logger, double seconds, int accepted, int aborted);

    [LoggerMessage(1702, LogLevel.Information, "The configuration was reloaded.")]
    public static partial void ConfigurationAccepted(this ILogger logger);

    [LoggerMessage(1703, LogLevel.Error, "The changed configuration is refused, the one before stays in force:\n{Errors}")]
    public static partial void ConfigurationRefused(this ILogger logger, string errors);

    [LoggerMessage(1704, LogLevel.Warning, "These settings are read at start only; their change takes effect at the next one: {Keys}.")]
    public static partial void NeedsRestart(this ILogger logger, string keys);

    [LoggerMessage(1705, LogLevel.Warning, "These settings have no effect in this release yet: {Keys}.")]
    public static partial void WithoutEffect(this ILogger logger, string keys);

    [LoggerMessage(1720, LogLevel.Warning, "The live page's sign-in got a wrong key from {Address}.")]
    public static partial void AdministratorRefused(this ILogger logger, IPAddress? address);

    [LoggerMessage(1721, LogLevel.Information, "An administrator signed in to the live page from {Address}.")]
    public static partial void AdministratorSignedIn(this ILogger logger, IPAddress? address);

    [LoggerMessage(1722, LogLevel.Information, "An administrator ended session {Session} on the live page.")]
    public static partial void EndedOnPage(this ILogger logger, SessionId session);

    [LoggerMessage(1723, LogLevel.Warning, "{Kind} {Name} went from {Before} to {State}. Last error: {Error}.")]
    public static partial void DependencyChanged(this ILogger logger, string kind, string name, DependencyState before, DependencyState state, string error);

    [LoggerMessage(1724, LogLevel.Warning, "The dependencies could not be looked at: {Failure}.")]
    public static partial void DependenciesNotSeen(this ILogger logger, string failure);

    [LoggerMessage(1740, LogLevel.Warning, "Requests slower than {Thresholds} cannot be counted before the next start: until then this replica is in no latency objective with such a threshold.")]
    public static partial void ThresholdsWithoutBucket(this ILogger logger, string thresholds);
}
