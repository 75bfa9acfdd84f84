namespace Gateway.Local.Replicas;

internal static partial class ReplicaLog
{
    [LoggerMessage(9100, LogLevel.Information, "Replica {Number} (process {ProcessId}) takes traffic at {Address}, operations at {Operations}")]
    public static partial void Placed(this ILogger logger, int number, int processId, Uri address, Uri operations);

    [LoggerMessage(9101, LogLevel.Warning, "Replica {Number} (process {ProcessId}) ended unasked with code {ExitCode}; another one is started")]
    public static partial void Lost(this ILogger logger, int number, int processId, int exitCode);

    [LoggerMessage(9102, LogLevel.Error, "Replica {Number} does not start: {Reason} Trying again in {Delay}")]
    public static partial void DoesNotStart(this ILogger logger, int number, string reason, TimeSpan delay);

    [LoggerMessage(9103, LogLevel.Information, "Replica {Number} (process {ProcessId}) drained and ended: {ByItself}")]
    public static partial void Drained(this ILogger logger, int number, int processId, bool byItself);
}
