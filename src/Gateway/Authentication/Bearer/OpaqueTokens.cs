using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Bearer;

/// <summary>Finds out about opaque tokens: from what another replica was told, else from the issuers that can be asked.</summary>
internal sealed class OpaqueTokens(
    StoredAnswers stored, Introspection introspection, RevokedTokens revoked, IOptionsMonitor<AuthenticationCacheOptions> options, TimeProvider time)
{
    private static readonly TokenVerdict NotAccepted = new(new TokenOutcome.Rejected("opaque tokens are not accepted", IsDefinite: true));

    /// <param name="token">The token.</param>
    /// <param name="key">What its result is found by.</param>
    /// <param name="isKnown">Whether it was believed lately.</param>
    /// <param name="issuers">Those that can be asked.</param>
    public async Task<TokenVerdict> ValidateAsync(string token, TokenKey key, bool isKnown, IReadOnlyList<BearerIssuer> issuers)
    {
        if (issuers.Count == 0) return NotAccepted;

        var learnedAt = time.GetTimestamp();
        if (await FromStoreAsync(token, key, issuers, learnedAt) is { } known) return known;

        TokenOutcome? refused = null;
        foreach (var issuer in issuers)
        {
            var asked = time.GetUtcNow();
            var answer = await introspection.AskAsync(issuer, token, isKnown) is { } json ? new IntrospectionAnswer(issuer.Name, json, asked) : null;
            var verdict = answer?.Judge(issuer, key.Token, time.GetUtcNow(), learnedAt) ?? new TokenVerdict(TokenOutcome.Unavailable.Instance);
            if (verdict.Outcome is TokenOutcome.Valid)
            {
                if (verdict.Believed is { } believed) _ = StoreAsync(token, key, answer!, believed);
                return verdict;
            }

            refused = LessSure(refused, verdict.Outcome);
        }

        return new(refused!);
    }

    private async Task<TokenVerdict?> FromStoreAsync(string token, TokenKey key, IReadOnlyList<BearerIssuer> issuers, long learnedAt)
    {
        if (options.CurrentValue.OpaqueMaxAge == TimeSpan.Zero || await stored.FindAsync(key, token) is not { } answer) return null;
        var issuer = issuers.FirstOrDefault(issuer => issuer.Name == answer.Issuer);
        var now = time.GetUtcNow();
        if (issuer is null || now - answer.SaidAt >= options.CurrentValue.OpaqueMaxAge) return null;
        return answer.Judge(issuer, key.Token, now, learnedAt) is { Believed: { } believed } verdict && now < believed.Expires ? verdict : null;
    }

    private async Task StoreAsync(string token, TokenKey key, IntrospectionAnswer answer, BelievedToken believed)
    {
        var (left, age) = (believed.Expires - time.GetUtcNow(), options.CurrentValue.OpaqueMaxAge);
        var lifetime = left < age ? left : age;
        if (lifetime <= TimeSpan.Zero) return;

        await stored.PutAsync(key, token, answer, lifetime);
        // A revocation that came while this was written has found nothing to delete.
        if (revoked.IsKnown(key.Token)) await stored.RemoveAsync(key);
    }

    // One issuer that could not be asked may have been the one that knows the token.
    private static TokenOutcome LessSure(TokenOutcome? one, TokenOutcome other) => (one, other) switch
    {
        (null, _) => other,
        (TokenOutcome.Unavailable, _) => one,
        (_, TokenOutcome.Unavailable) => other,
        (TokenOutcome.Rejected { IsDefinite: false }, _) => one,
        _ => other,
    };
}
