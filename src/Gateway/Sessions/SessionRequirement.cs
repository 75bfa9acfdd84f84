namespace Gateway.Sessions;

/// <summary>Endpoint metadata: this endpoint wants to know the user's session. Without it no look-up is made.</summary>
/// <param name="AcceptRemembered">Whether a remembered session will do while the store does not answer.</param>
/// <param name="CountsAsActivity">Whether a request postpones the session's idle end.</param>
internal sealed record SessionRequirement(bool AcceptRemembered, bool CountsAsActivity = true);

internal static class SessionOfRequest
{
    /// <summary>The session this request was found to have; null when it has none or nobody can tell.</summary>
    public static StoredSession? Session(this HttpContext context) =>
        (context.Features.Get<SessionLookup>() as SessionLookup.Found)?.Stored;
}
