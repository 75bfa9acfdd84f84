using System.Text.Json;

namespace Gateway.Authentication.Bearer;

/// <summary>What an issuer said about an opaque token, and when.</summary>
/// <param name="Issuer">The name of the issuer's settings.</param>
/// <param name="Json">Its answer, as it came.</param>
/// <param name="SaidAt">By the clock of the replica that asked.</param>
internal sealed record IntrospectionAnswer(string Issuer, string Json, DateTimeOffset SaidAt)
{
    // RFC 7662, 2.2; the second is how OpenIddict tells a refresh token, which is active too but no access token.
    private const string TokenType = "token_type";
    private const string TokenUsage = "token_usage";

    /// <summary>The answer, held against the issuer's settings. An expiry it does not have cannot be kept to, so nothing is kept then.</summary>
    public TokenVerdict Judge(BearerIssuer issuer, TokenHash token, DateTimeOffset now, long learnedAt)
    {
        try
        {
            using var document = JsonDocument.Parse(Json);
            var claims = document.RootElement;
            if (Refusal(claims, issuer, now, out var expires) is { } refusal) return new(refusal);

            var valid = new TokenOutcome.Valid(CallerClaims.Principal(claims));
            return new(valid, expires is null ? null : new BelievedToken(valid, TokenKind.Opaque, expires.Value, SaidAt) { LearnedAt = learnedAt, RevokedAs = token });
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return new(TokenOutcome.Unavailable.Instance);
        }
    }

    private static TokenOutcome? Refusal(JsonElement claims, BearerIssuer issuer, DateTimeOffset now, out DateTimeOffset? expires)
    {
        expires = null;
        if (!claims.TryGetProperty("active", out var active) || active.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return TokenOutcome.Unavailable.Instance;
        }

        if (active.ValueKind == JsonValueKind.False) return new TokenOutcome.Rejected("it is not active", IsDefinite: true);
        if (!(ClaimRules.TryReadTime(claims, "exp", out expires) & ClaimRules.TryReadTime(claims, "nbf", out var notBefore)))
        {
            return new TokenOutcome.Rejected("its dates mean nothing", IsDefinite: true);
        }

        if (ClaimRules.OutOfTime(notBefore, expires, now) is { } outOfTime) return outOfTime;
        // A provider that has not been read yet said this to another replica, which compared it.
        if (claims.TryGetProperty("iss", out _) && issuer.Provider.Current is { } published && ClaimRules.Text(claims, "iss") != published.Metadata.Issuer)
        {
            return new TokenOutcome.Rejected("its issuer is not accepted", IsDefinite: true);
        }

        if (!Is(claims, TokenType, "Bearer") || !Is(claims, TokenUsage, "access_token")) return new TokenOutcome.Rejected("it is no access token", IsDefinite: true);
        if (ClaimRules.IsBoundToSender(claims)) return ClaimRules.NeedsProof;
        return ClaimRules.IsFor(claims, issuer.Options.Audiences) ? null : new TokenOutcome.Rejected("it is made for another audience", IsDefinite: true);
    }

    // Neither is required.
    private static bool Is(JsonElement claims, string name, string expected) =>
        !claims.TryGetProperty(name, out _) || string.Equals(ClaimRules.Text(claims, name), expected, StringComparison.OrdinalIgnoreCase);
}
