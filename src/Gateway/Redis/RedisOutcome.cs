using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>What came of asking the store: each way to fail that an operator mends in its own way.</summary>
internal enum RedisOutcome
{
    Ok,

    /// <summary>No answer within <c>StoreTimeout</c>: frozen, slow, or the way to it is black.</summary>
    Timeout,

    /// <summary>There is no connection: refused, killed, reset.</summary>
    Connection,

    /// <summary>The server does not take the password, or does not let this user do this.</summary>
    WrongPassword,

    /// <summary>It still reads its data from disk.</summary>
    Loading,

    /// <summary>It has no memory left for a write.</summary>
    OutOfMemory,

    /// <summary>It is a replica: a failover this client has not followed yet.</summary>
    ReadOnly,

    /// <summary>It refuses writes: its disk fails (<c>MISCONF</c>), or it has too few replicas (<c>NOREPLICAS</c>).</summary>
    WritesRefused,

    /// <summary>The cluster does not serve this key at the moment.</summary>
    ClusterDown,

    /// <summary>A script holds it up, or it has too many clients.</summary>
    Busy,

    /// <summary>Any other error it sent.</summary>
    Server,

    /// <summary>The failure was not the store's.</summary>
    Other,
}

internal static class RedisOutcomes
{
    public static RedisOutcome Of(Exception failure) => failure switch
    {
        RedisServerException server => OfAnswer(server.Kind),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => RedisOutcome.WrongPassword,
        RedisConnectionException or ObjectDisposedException => RedisOutcome.Connection,
        TimeoutException => RedisOutcome.Timeout,
        // The client itself keeps a write from a server it takes for a replica.
        RedisCommandException => RedisOutcome.ReadOnly,
        RedisException => RedisOutcome.Server,
        _ => RedisOutcome.Other,
    };

    /// <summary>What came of an attempt to connect.</summary>
    public static RedisOutcome Of(ConnectionAttemptCompletedEventArgs attempt) => attempt switch
    {
        { IsSuccess: true } => RedisOutcome.Ok,
        { FailureType: ConnectionFailureType.AuthenticationFailure } => RedisOutcome.WrongPassword,
        { Exception: RedisServerException refused } => Of(refused),
        _ => RedisOutcome.Connection,
    };

    /// <summary>The metric's <c>result</c> attribute.</summary>
    public static string ToTag(this RedisOutcome outcome) => outcome switch
    {
        RedisOutcome.Ok => "ok",
        RedisOutcome.Timeout => "timeout",
        RedisOutcome.Connection => "connection",
        RedisOutcome.WrongPassword => "wrong_password",
        RedisOutcome.Loading => "loading",
        RedisOutcome.OutOfMemory => "out_of_memory",
        RedisOutcome.ReadOnly => "read_only",
        RedisOutcome.WritesRefused => "writes_refused",
        RedisOutcome.ClusterDown => "cluster_down",
        RedisOutcome.Busy => "busy",
        RedisOutcome.Server => "server",
        RedisOutcome.Other => "other",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without a name."),
    };

    private static RedisOutcome OfAnswer(RedisErrorKind kind) => kind switch
    {
        RedisErrorKind.Timeout => RedisOutcome.Timeout,
        RedisErrorKind.ConnectionFault => RedisOutcome.Connection,
        RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NoPermission or RedisErrorKind.NotPermitted => RedisOutcome.WrongPassword,
        RedisErrorKind.Loading => RedisOutcome.Loading,
        RedisErrorKind.OutOfMemory => RedisOutcome.OutOfMemory,
        RedisErrorKind.ReadOnly => RedisOutcome.ReadOnly,
        RedisErrorKind.Misconfigured or RedisErrorKind.NoReplicas => RedisOutcome.WritesRefused,
        RedisErrorKind.ClusterDown or RedisErrorKind.MasterDown or RedisErrorKind.TryAgain => RedisOutcome.ClusterDown,
        RedisErrorKind.Busy or RedisErrorKind.MaxClients => RedisOutcome.Busy,
        _ => RedisOutcome.Server,
    };
}
