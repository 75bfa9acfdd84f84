using Gateway.Frontends;
using Gateway.Sessions;

namespace Gateway.Authentication.Tokens;

/// <summary>The provider's token endpoint, as far as refreshing goes. Never throws for a provider that fails.</summary>
internal interface ITokenEndpoint
{
    /// <summary>Redeems a refresh token (RFC 6749, section 6). With rotation it is dead from then on, whatever becomes of the answer.</summary>
    Task<RedemptionAnswer> RedeemAsync(Frontend frontend, Redemption redemption);

    /// <summary>Revokes tokens that were granted to a session which ended meanwhile; nobody waits for it.</summary>
    void Abandon(Frontend frontend, UserSession session);
}

/// <summary>A refresh token and the user it must come back for. Neither appears in its text form.</summary>
internal sealed record Redemption(string RefreshToken, string Subject)
{
    public override string ToString() => "(refresh token)";
}

internal abstract record RedemptionAnswer
{
    private RedemptionAnswer()
    {
    }

    public sealed record Granted(GrantedTokens Tokens) : RedemptionAnswer;

    /// <summary><c>invalid_grant</c>, or tokens of another user: this refresh token will never give what it is there for.</summary>
    public sealed record Rejected(string Reason) : RedemptionAnswer;

    /// <summary>No answer, or none that says anything about the refresh token.</summary>
    public sealed record Unavailable(string Reason) : RedemptionAnswer;
}

/// <summary>What a provider returned; null where it left a value out, which means "as before". Tokens never appear in its text form.</summary>
internal sealed record GrantedTokens(string AccessToken, TimeSpan? ExpiresIn, string? RefreshToken, string? IdToken, string? Scope)
{
    /// <param name="session">The session they are for.</param>
    /// <param name="askedAt">When they were asked for: the provider's count of their life began later.</param>
    public UserSession AppliedTo(UserSession session, DateTimeOffset askedAt) => session with
    {
        Scope = Scope is { Length: > 0 } ? Scope : session.Scope,
        Tokens = new SessionTokens
        {
            AccessToken = AccessToken,
            AccessTokenIssuedAt = askedAt,
            AccessTokenExpiresAt = ExpiresIn is { } lifetime ? askedAt + lifetime : session.EndsAt,
            RefreshToken = RefreshToken ?? session.Tokens.RefreshToken,
            IdToken = IdToken ?? session.Tokens.IdToken,
        },
    };

    public override string ToString() => $"(tokens for {ExpiresIn})";
}
