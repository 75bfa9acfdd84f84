using Gateway.Sessions;

namespace Gateway.Authentication;

/// <summary>Event ids 1300–1399.</summary>
internal static partial class AuthenticationLog
{
    [LoggerMessage(1300, LogLevel.Warning, "The ring of login-state keys cannot be read ({Failure}): logins get 503 until it can.")]
    public static partial void LoginKeysUnreadable(this ILogger logger, string failure);

    [LoggerMessage(1301, LogLevel.Information, "A login-state key was added, used from {Activation} on.")]
    public static partial void LoginKeyAdded(this ILogger logger, DateTimeOffset activation);

    [LoggerMessage(1302, LogLevel.Warning, "The identity provider of frontend {Frontend} did not answer as it should: {Failure}.")]
    public static partial void ProviderUnavailable(this ILogger logger, string frontend, string failure);

    [LoggerMessage(1303, LogLevel.Warning, "A sign-in at frontend {Frontend} was refused: {Reason}.")]
    public static partial void SignInRefused(this ILogger logger, string frontend, string reason);

    [LoggerMessage(1305, LogLevel.Warning, "A request was refused as cross-site: {Reason}.")]
    public static partial void CrossSiteRefused(this ILogger logger, string reason);

    [LoggerMessage(1310, LogLevel.Warning, "The refresh token of session {Session} was refused: {Reason}. The session ends.")]
    public static partial void RefreshRejected(this ILogger logger, SessionId session, string reason);

    [LoggerMessage(1311, LogLevel.Warning, "Tokens could not be refreshed at the identity provider of frontend {Frontend}: {Reason}. Sessions go on; it is tried again.")]
    public static partial void RefreshUnavailable(this ILogger logger, string frontend, string reason);

    [LoggerMessage(1312, LogLevel.Warning, "Session {Session} has refreshed tokens that the store has not taken yet. It is tried again until it does.")]
    public static partial void RefreshedTokensNotStored(this ILogger logger, SessionId session);

    [LoggerMessage(1313, LogLevel.Error, "Refreshing the tokens of session {Session} failed in a way nobody foresaw.")]
    public static partial void RefreshFailed(this ILogger logger, Exception failure, SessionId session);

    [LoggerMessage(1314, LogLevel.Warning, "The identity provider of frontend {Frontend} gives a session no token for a route's resource: {Reason}.")]
    public static partial void TargetRefused(this ILogger logger, string frontend, string reason);

    [LoggerMessage(1320, LogLevel.Warning, "The metadata or keys of {Authority} cannot be read ({Failure}). What is known of it stays in use.")]
    public static partial void ProviderUnreadable(this ILogger logger, string authority, string failure);

    [LoggerMessage(1321, LogLevel.Information, "{Authority} published other metadata or keys: {Keys} keys now.")]
    public static partial void ProviderChanged(this ILogger logger, string authority, int keys);

    [LoggerMessage(1322, LogLevel.Warning, "Introspection at issuer {Issuer} failed: {Failure}.")]
    public static partial void IntrospectionFailed(this ILogger logger, string issuer, string failure);

    [LoggerMessage(1323, LogLevel.Debug, "The store of introspection answers cannot be used: {Failure}.")]
    public static partial void AnswersUnavailable(this ILogger logger, string failure);

    [LoggerMessage(1324, LogLevel.Debug, "A bearer token was refused: {Reason}.")]
    public static partial void TokenRefused(this ILogger logger, string reason);

    [LoggerMessage(1325, LogLevel.Warning, "The list of revoked tokens cannot be used: {Failure}. It is read again when Redis is back.")]
    public static partial void RevocationsUnavailable(this ILogger logger, string failure);

    [LoggerMessage(1326, LogLevel.Warning, "A bearer token was refused because looking at it failed in a way nobody foresaw: {Failure}.")]
    public static partial void TokenNotUnderstood(this ILogger logger, string failure);

    [LoggerMessage(1340, LogLevel.Debug, "The refresh token of session {Session} could not be revoked yet: the provider does not answer.")]
    public static partial void RevocationPostponed(this ILogger logger, string session);

    [LoggerMessage(1341, LogLevel.Warning, "The refresh token of session {Session} is not revoked, and will not be: {Reason}.")]
    public static partial void RevocationGivenUp(this ILogger logger, string session, string reason);

    [LoggerMessage(1342, LogLevel.Debug, "The queue of revocations cannot be reached: {Failure}.")]
    public static partial void RevocationsUnreachable(this ILogger logger, string failure);

    [LoggerMessage(1343, LogLevel.Warning, "A queued revocation is sealed under keys that this replica does not have. It is left, for a day, to one that has.")]
    public static partial void RevocationUnreadable(this ILogger logger);

    [LoggerMessage(1344, LogLevel.Warning, "A back-channel logout at frontend {Frontend} was refused: {Reason}.")]
    public static partial void LogoutTokenRefused(this ILogger logger, string frontend, string reason);

    [LoggerMessage(1345, LogLevel.Information, "A back-channel logout at frontend {Frontend} ended {Sessions} sessions.")]
    public static partial void LoggedOutByProvider(this ILogger logger, string frontend, int sessions);

    [LoggerMessage(1346, LogLevel.Warning, "A token by which a stream is open could not be looked at again: {Failure}.")]
    public static partial void WatchedTokenNotLookedAt(this ILogger logger, string failure);

    [LoggerMessage(1360, LogLevel.Warning, "The identity provider of frontend {Frontend} gives no token for an upstream right now: {Failure}. What is held is used until it expires.")]
    public static partial void UpstreamTokenUnavailable(this ILogger logger, string frontend, string failure);

    [LoggerMessage(1361, LogLevel.Error, "The identity provider of frontend {Frontend} refuses its client a token of its own: {Error}.")]
    public static partial void ClientTokenRefused(this ILogger logger, string frontend, string error);

    [LoggerMessage(1362, LogLevel.Warning, "The identity provider of frontend {Frontend} refuses to exchange a caller's token: {Error}.")]
    public static partial void ExchangeRefused(this ILogger logger, string frontend, string error);
}
