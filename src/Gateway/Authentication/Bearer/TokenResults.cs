using BitFaster.Caching.Lru;
using Gateway.Redis;
using Gateway.Resilience;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Wraps the validation of tokens with a bounded memory of what came of it: definite answers only, never beyond the token's own end,
/// refusals apart from what is believed so that a flood of them displaces nothing. One look at a token at a time, whoever asks and
/// goes away. FusionCache is not used: a hit must not build a string to be found by, and its memory would hold what is sealed for the store.
/// </summary>
internal sealed class TokenResults
{
    private const int LeastRefused = 100;

    private static readonly TokenOutcome.Rejected TooLong = new("it is longer than 16 KB", IsDefinite: true);
    private static readonly TokenOutcome.Rejected Malformed = new("malformed", IsDefinite: true);
    private static readonly TokenOutcome.Rejected NotUnderstood = new("it cannot be understood", IsDefinite: false);
    private static readonly TokenOutcome.Rejected IsEncrypted = new("encrypted tokens are not accepted", IsDefinite: true);

    private readonly BearerIssuers _issuers;
    private readonly JwtValidation _jwts;
    private readonly OpaqueTokens _opaque;
    private readonly StoredAnswers _stored;
    private readonly RevokedTokens _revoked;
    private readonly SharedRevocations _shared;
    private readonly InvalidationChannel _invalidations;
    private readonly IOptionsMonitor<AuthenticationCacheOptions> _options;
    private readonly BearerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentLru<TokenKey, BelievedToken> _believed;
    private readonly ConcurrentLru<TokenKey, RefusedToken> _refused;
    private readonly SingleFlight<TokenKey, TokenOutcome> _looks = new();

    public TokenResults(
        BearerIssuers issuers, JwtValidation jwts, OpaqueTokens opaque, StoredAnswers stored, RevokedTokens revoked, SharedRevocations shared,
        InvalidationChannel invalidations, IOptionsMonitor<AuthenticationCacheOptions> options, BearerMetrics metrics, TimeProvider time,
        ILogger<TokenResults> logger)
    {
        (_issuers, _jwts, _opaque, _stored, _revoked, _shared) = (issuers, jwts, opaque, stored, revoked, shared);
        (_invalidations, _options, _metrics, _time, _logger) = (invalidations, options, metrics, time, logger);
        var capacity = options.CurrentValue.Capacity;
        _believed = new ConcurrentLru<TokenKey, BelievedToken>(capacity);
        _refused = new ConcurrentLru<TokenKey, RefusedToken>(Math.Max(LeastRefused, capacity / 10));
        invalidations.TokenRevoked += Hear;
    }

    /// <summary>Tokens held in memory, believed and refused.</summary>
    public (int Believed, int Refused) Held => (_believed.Count, _refused.Count);

    public ValueTask<TokenOutcome> FindAsync(ReadOnlyMemory<char> token)
    {
        if (token.Length > TokenForm.Longest) return new(TooLong);
        if (!TokenForm.IsToken(token.Span)) return new(Malformed);

        var issuers = _issuers.Current;
        var key = new TokenKey(issuers.Fingerprint, TokenHash.Of(token.Span));
        if (!_believed.TryGet(key, out var believed) || !IsCurrent(believed)) return LookAsync(token, key, issuers);

        _metrics.LookedUp(believed.Kind, CacheResult.Hit);
        return new(believed.Outcome);
    }

    /// <summary>The token is refused from now on. False when the other replicas could not be told: then each believes it for as long as its settings allow.</summary>
    public async Task<bool> RevokeAsync(string token)
    {
        if (token.Length > TokenForm.Longest || !TokenForm.IsToken(token) || _issuers.Current.All.Count == 0) return true;
        var hash = TokenHash.ForRevocation(token);
        Forget(hash);
        var written = TokenForm.KindOf(token) != TokenKind.Jwt || await _shared.TryAddAsync(hash, UnverifiedJwt.ExpiryOf(token));
        await _stored.RemoveAsync(new TokenKey(_issuers.Current.Fingerprint, hash));
        return await _invalidations.TryPublishRevocationAsync(hash.ToString()) && written;
    }

    private void Hear(string message)
    {
        if (!TokenHash.TryParse(message, out var token)) return;
        Forget(token);
        // Also where the settings, and so the names in the store, are not those of the replica that was told.
        _ = _stored.RemoveAsync(new TokenKey(_issuers.Current.Fingerprint, token));
    }

    // A JWT is found under its signature too, and dropped when it is brought again.
    private void Forget(TokenHash token)
    {
        _revoked.Note(token);
        _believed.TryRemove(new TokenKey(_issuers.Current.Fingerprint, token));
    }

    private ValueTask<TokenOutcome> LookAsync(ReadOnlyMemory<char> token, TokenKey key, BearerIssuers.Snapshot issuers)
    {
        var kind = TokenForm.KindOf(token.Span);
        if (kind == TokenKind.Encrypted) return Refuse(kind, IsEncrypted);
        if (_revoked.IsKnown(TokenHash.ForRevocation(token.Span))) return RefuseRevoked(kind, key);
        if (_refused.TryGet(key, out var refused) && _time.GetUtcNow() < refused.Until) return Refuse(kind, refused.Outcome);
        return new(JoinAsync(token, kind, key, issuers));
    }

    private ValueTask<TokenOutcome> RefuseRevoked(TokenKind kind, TokenKey key)
    {
        _believed.TryRemove(key);
        return Refuse(kind, RevokedTokens.Refusal);
    }

    private ValueTask<TokenOutcome> Refuse(TokenKind kind, TokenOutcome.Rejected refusal)
    {
        _metrics.LookedUp(kind, CacheResult.Rejected);
        return new(refusal);
    }

    private Task<TokenOutcome> JoinAsync(ReadOnlyMemory<char> token, TokenKind kind, TokenKey key, BearerIssuers.Snapshot issuers)
    {
        var look = _looks.JoinAsync(key, (Token: token, kind, key, issuers), state => LookAsync(state.Token.ToString(), state.kind, state.key, state.issuers), out var joined);
        _metrics.LookedUp(kind, joined ? CacheResult.Joined : CacheResult.Miss);
        return look;
    }

    private async Task<TokenOutcome> LookAsync(string token, TokenKind kind, TokenKey key, BearerIssuers.Snapshot issuers)
    {
        // Another look may have ended between the caller's glance at memory and here.
        var isKnown = _believed.TryGet(key, out var believed);
        if (isKnown && IsCurrent(believed!)) return believed!.Outcome;
        try
        {
            var verdict = kind == TokenKind.Jwt ? await _jwts.ValidateAsync(token, issuers.All) : await _opaque.ValidateAsync(token, key, isKnown, issuers.Introspecting);
            var name = TokenHash.ForRevocation(token);
            if (kind == TokenKind.Jwt && verdict.Outcome is TokenOutcome.Valid) await _shared.LookForAsync(name);
            return Keep(key, name, verdict);
        }
        catch (Exception unforeseen)
        {
            // Whoever could make a token that does this must not get more from it than a refusal.
            _logger.TokenNotUnderstood(unforeseen.GetType().Name);
            return NotUnderstood;
        }
    }

    private TokenOutcome Keep(TokenKey key, TokenHash name, TokenVerdict verdict)
    {
        switch (verdict.Outcome)
        {
            case TokenOutcome.Valid:
                if (verdict.Believed is { } believed && IsCurrent(believed)) _believed.AddOrUpdate(key, believed);
                // A revocation that came while the token was looked at must win over what was found.
                if (!_revoked.IsKnown(name)) return verdict.Outcome;
                _believed.TryRemove(key);
                return RevokedTokens.Refusal;

            case TokenOutcome.Rejected { IsDefinite: true } refused:
                if (_options.CurrentValue.RejectedMaxAge is var age && age > TimeSpan.Zero) _refused.AddOrUpdate(key, new(refused, _time.GetUtcNow() + age));
                return refused;

            case TokenOutcome.Rejected or TokenOutcome.Unavailable:
                return verdict.Outcome;

            default:
                throw new InvalidOperationException($"An outcome without meaning: {verdict.Outcome.GetType().Name}.");
        }
    }

    private bool IsCurrent(BelievedToken believed)
    {
        var options = _options.CurrentValue;
        var age = believed.Kind == TokenKind.Opaque ? options.OpaqueMaxAge : options.MaxAge;
        var now = _time.GetUtcNow();
        return now < believed.Expires && now - believed.SaidAt < age && believed.LearnedAt >= _invalidations.MissedBefore && believed.IsKeyPublished
            && !_revoked.IsKnown(believed.RevokedAs);
    }

    private sealed record RefusedToken(TokenOutcome.Rejected Outcome, DateTimeOffset Until);
}
