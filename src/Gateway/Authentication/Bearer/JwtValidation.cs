using System.Security.Claims;
using Gateway.Authentication.Providers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Authentication.Bearer;

/// <summary>Holds a JWT against its issuer's keys. The issuer is chosen by what the token says; that it says so truly, the signature shows.</summary>
internal sealed class JwtValidation(TimeProvider time)
{
    private static readonly TokenOutcome.Rejected Malformed = new("malformed", IsDefinite: true);

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 2 * TokenForm.Longest };

    public async Task<TokenVerdict> ValidateAsync(string token, IReadOnlyList<BearerIssuer> issuers)
    {
        var (learnedAt, now) = (time.GetTimestamp(), time.GetUtcNow());
        using var jwt = UnverifiedJwt.Read(token, now, out var refusal);
        if (jwt is null) return new(refusal!);

        var (issuer, notFound) = await IssuerOfAsync(jwt, issuers);
        if (issuer is null) return new(notFound!);

        var (key, badKey) = await SigningKeyAsync(token, jwt, issuer);
        if (key is null) return new(badKey!);

        if (CallerOf(jwt) is not { } caller) return new(Malformed);

        var valid = new TokenOutcome.Valid(caller);
        return new(valid, new BelievedToken(valid, TokenKind.Jwt, jwt.Expires, now)
        {
            LearnedAt = learnedAt,
            RevokedAs = TokenHash.ForRevocation(token),
            Provider = issuer.Provider,
            KeyThumbprint = PublishedKeys.Thumbprint(key),
        });
    }

    // Null when a claim is no text, which its issuer has signed all the same.
    private static ClaimsPrincipal? CallerOf(UnverifiedJwt jwt)
    {
        try
        {
            return CallerClaims.Principal(jwt.Claims);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<(BearerIssuer? Issuer, TokenOutcome? NotFound)> IssuerOfAsync(UnverifiedJwt jwt, IReadOnlyList<BearerIssuer> issuers)
    {
        // Those that can be told without waiting first: one provider that is down must not hold up another's tokens.
        var unread = issuers.Where(issuer => issuer.Provider.Current is null).ToList();
        var found = issuers.Where(issuer => IsIssuerOf(issuer, jwt)).ToList();
        if (found.Count == 0 && unread.Count > 0)
        {
            var unreachable = (await Task.WhenAll(unread.Select(issuer => issuer.Provider.TryReadAsync()))).Contains(false);
            found = [.. unread.Where(issuer => IsIssuerOf(issuer, jwt))];
            if (found.Count == 0 && unreachable) return (null, TokenOutcome.Unavailable.Instance);
        }

        if (found.Count == 0) return (null, new TokenOutcome.Rejected("its issuer is not accepted", IsDefinite: true));
        var audience = found.Where(issuer => ClaimRules.IsFor(jwt.Claims, issuer.Options.Audiences)).ToList();
        if (audience.Count == 0) return (null, new TokenOutcome.Rejected("it is made for another audience", IsDefinite: true));
        return audience.Find(issuer => issuer.Algorithms.Contains(jwt.Algorithm)) is { } issuer
            ? (issuer, null)
            : (null, new TokenOutcome.Rejected("its algorithm is not accepted", IsDefinite: true));
    }

    private static bool IsIssuerOf(BearerIssuer issuer, UnverifiedJwt jwt) => issuer.Provider.Current?.Metadata.Issuer == jwt.Issuer;

    private async Task<(SecurityKey? Key, TokenOutcome? BadKey)> SigningKeyAsync(string token, UnverifiedJwt jwt, BearerIssuer issuer)
    {
        var keys = issuer.Provider.Current!;
        if (jwt.KeyId is { } id)
        {
            if (await issuer.Provider.WaitForKeyAsync(keys, id) is not { } published) return (null, TokenOutcome.Unavailable.Instance);
            if (!published.Has(id)) return (null, KeyNotKnown(issuer));
            return await SignerAsync(token, published.ById(id), published, issuer) is { } named
                ? (named, null)
                : (null, new TokenOutcome.Rejected("its signature is wrong", IsDefinite: true));
        }

        // Without a name it may be any of them, and one that is not published yet (RFC 7515, 4.1.4: kid is optional).
        if (await SignerAsync(token, keys.All, keys, issuer) is { } known) return (known, null);
        if (await issuer.Provider.WaitForKeyAsync(keys, keyId: null) is not { } newer) return (null, TokenOutcome.Unavailable.Instance);
        var late = newer == keys ? null : await SignerAsync(token, newer.All, newer, issuer);
        return (late, late is null ? KeyNotKnown(issuer) : null);
    }

    private static TokenOutcome KeyNotKnown(BearerIssuer issuer) =>
        issuer.Provider.IsUnreachable ? TokenOutcome.Unavailable.Instance : new TokenOutcome.Rejected("its key is not known", IsDefinite: false);

    private async Task<SecurityKey?> SignerAsync(string token, IReadOnlyList<SecurityKey> keys, PublishedKeys published, BearerIssuer issuer)
    {
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys,
            ValidAlgorithms = issuer.Algorithms,
            ValidIssuer = published.Metadata.Issuer,
            ValidAudiences = issuer.Options.Audiences,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            // By our clock; the library would ask the system's.
            LifetimeValidator = (notBefore, expires, _, _) => ClaimRules.OutOfTime(notBefore, expires, time.GetUtcNow()) is null,
            LogValidationExceptions = false,
        });
        return result.IsValid ? result.SecurityToken.SigningKey : null;
    }
}
