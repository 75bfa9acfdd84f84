namespace Gateway.Redis;

/// <summary>
/// Every name the gateway uses in Redis. A session's keys carry its id as a hash tag, so that they share a slot in a Redis
/// cluster. Lifetimes: a session's record lives until its idle or absolute end, an index as long as the last session it names; the
/// key ring has no expiry.
/// </summary>
internal static class RedisKeys
{
    /// <summary>The data-protection key ring for login state: a list of encrypted XML elements.</summary>
    public const string KeyRing = "gateway:login-keys";

    /// <summary>Held for seconds by the one replica that may add a key to the ring.</summary>
    public const string KeyRingLock = "gateway:login-keys:lock";

    /// <summary>Channel: ids of sessions that ended and hashes of tokens that were revoked, so that every replica forgets them, and the replicas' heartbeats.</summary>
    public const string Invalidations = "gateway:invalidations";

    /// <summary>A sorted set: hashes of revoked JWTs, each until the token would have expired. Entries past that are dropped with the next revocation.</summary>
    public const string RevokedTokens = "gateway:revoked-tokens";

    /// <summary>Prefix of sealed introspection answers; the rest is a hash of token and issuers' configuration. They expire with what they say, within minutes.</summary>
    public const string IntrospectionAnswers = "gateway:introspection:";

    /// <summary>Refresh tokens still to be revoked: a sorted set of sealed orders by the time of the next attempt. Gone a day after the last.</summary>
    public const string Revocations = "gateway:revocations";

    /// <summary>Names of a subject's sessions by their ends. <paramref name="hash"/> is of the issuer and the subject: it tells neither.</summary>
    public static string SessionsOfSubject(string hash) => $"gateway:subject:{hash}";

    /// <summary>Names of the sessions that came of one session at the provider, by their ends. <paramref name="hash"/> is of the issuer and its <c>sid</c>.</summary>
    public static string SessionsOfProviderSession(string hash) => $"gateway:sid:{hash}";

    /// <summary>A logout token that was obeyed and must not be again: lives as long as the token. <paramref name="hash"/> is of its issuer and <c>jti</c>.</summary>
    public static string LogoutToken(string hash) => $"gateway:logout-token:{hash}";

    /// <summary>A session's sealed record. <paramref name="sessionId"/> is a hash: it opens nothing.</summary>
    public static string Session(string sessionId) => $"gateway:{{{sessionId}}}:session";

    /// <summary>Names the replica that redeems the session's refresh token right now, for seconds.</summary>
    public static string RefreshLease(string sessionId) => $"gateway:{{{sessionId}}}:refresh";
}
