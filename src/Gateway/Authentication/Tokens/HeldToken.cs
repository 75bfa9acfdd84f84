using Gateway.Sessions;

namespace Gateway.Authentication.Tokens;

/// <summary>An access token that a session holds: its own, or one for a target. It never appears in its text form.</summary>
internal readonly record struct HeldToken(string Value, DateTimeOffset? IssuedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Null when the session holds none for the target.</summary>
    public static HeldToken? Of(UserSession session, TokenTarget? target)
    {
        if (target is null) return new(session.Tokens.AccessToken, session.Tokens.AccessTokenIssuedAt, session.Tokens.AccessTokenExpiresAt);
        foreach (var token in session.ResourceTokens)
        {
            if (token.Target == target.Key) return new(token.AccessToken, token.IssuedAt, token.ExpiresAt);
        }

        return null;
    }

    public override string ToString() => $"(token until {ExpiresAt:O})";
}
