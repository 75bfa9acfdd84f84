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

    [LoggerMessage(1304, LogLevel.Warning, "The refresh token of session {Session} could not be revoked: {Failure}.")]
    public static partial void RevocationFailed(this ILogger logger, string session, string failure);

    [LoggerMessage(1305, LogLevel.Warning, "A request was refused as cross-site: {Reason}.")]
    public static partial void CrossSiteRefused(this ILogger logger, string reason);

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
}
