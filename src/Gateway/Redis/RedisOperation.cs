namespace Gateway.Redis;

/// <summary>What the store is asked for, by purpose: what an operator can tell apart, and few enough for a metric.</summary>
internal enum RedisOperation
{
    SessionFind,
    SessionCreate,
    SessionReplace,
    SessionExtend,
    SessionEnd,
    SessionIndex,
    RefreshLease,
    RevocationQueue,
    RevokedTokens,
    LogoutToken,
    LoginKeys,
    Publish,
}

internal static class RedisOperations
{
    /// <summary>The metric's <c>operation</c> attribute.</summary>
    public static string ToTag(this RedisOperation operation) => operation switch
    {
        RedisOperation.SessionFind => "session_find",
        RedisOperation.SessionCreate => "session_create",
        RedisOperation.SessionReplace => "session_replace",
        RedisOperation.SessionExtend => "session_extend",
        RedisOperation.SessionEnd => "session_end",
        RedisOperation.SessionIndex => "session_index",
        RedisOperation.RefreshLease => "refresh_lease",
        RedisOperation.RevocationQueue => "revocation_queue",
        RedisOperation.RevokedTokens => "revoked_tokens",
        RedisOperation.LogoutToken => "logout_token",
        RedisOperation.LoginKeys => "login_keys",
        RedisOperation.Publish => "publish",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "An operation without a name."),
    };
}
