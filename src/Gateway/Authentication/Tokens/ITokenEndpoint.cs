using Gateway.Frontends;
using Gateway.Sessions;

namespace Gateway.Authentication.Tokens;

/// <summary>The provider's token endpoint, as far as refreshing goes. Never throws for a provider that fails.</summary>
internal interface ITokenEndpoint
{
    /// <summary>Redeems a refresh token (RFC 6749, section 6). With rotation it is dead from then on, whatever becomes of the answer.</summary>
    Task<RedemptionAnswer> RedeemAsync(Frontend frontend, Redemption redemption);

    /// <summary>Revokes tokens that were granted to a session which ended meanwhile; nobody waits for it.</summary>
    void Abandon(UserSession session);
}

/// <summary>A refresh token, the user whose tokens must come of it, and what they are for. None appears in its text form.</summary>
internal sealed record Redemption(string RefreshToken, string Subject, TokenTarget? Target)
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
    /// <param name="target">What they were asked for; null for the session's own.</param>
    /// <param name="askedAt">When they were asked for: the provider's count of their life began later.</param>
    public UserSession AppliedTo(UserSession session, TokenTarget? target, DateTimeOffset askedAt)
    {
        var expiresAt = ExpiresIn is { } lifetime ? askedAt + lifetime : session.EndsAt;
        var kept = session.Tokens with { RefreshToken = RefreshToken ?? session.Tokens.RefreshToken, IdToken = IdToken ?? session.Tokens.IdToken };
        if (target is not null)
        {
            return session with
            {
                Tokens = kept,
                ResourceTokens =
                [
                    .. session.ResourceTokens.Where(token => token.Target != target.Key && token.ExpiresAt > askedAt),
                    new ResourceToken(target.Key, AccessToken, askedAt, expiresAt),
                ],
            };
        }

        return session with
        {
            Scope = Scope is { Length: > 0 } ? Scope : session.Scope,
            Tokens = kept with { AccessToken = AccessToken, AccessTokenIssuedAt = askedAt, AccessTokenExpiresAt = expiresAt },
        };
    }

    public override string ToString() => $"(tokens for {ExpiresIn})";
}
