using Gateway.Authentication.Providers;

namespace Gateway.Authentication.Bearer;

/// <summary>A token that was found valid: for how long, on whose word, and by which key.</summary>
internal sealed class BelievedToken(TokenOutcome.Valid outcome, TokenKind kind, DateTimeOffset expires, DateTimeOffset saidAt)
{
    private PublishedKeys? _keys;

    public TokenOutcome.Valid Outcome => outcome;

    public TokenKind Kind => kind;

    public DateTimeOffset Expires => expires;

    /// <summary>When its issuer said so, or its signature was checked: what its age is counted from, wherever the answer has been since.</summary>
    public DateTimeOffset SaidAt => saidAt;

    /// <summary>The <see cref="TimeProvider.GetTimestamp"/> before it was looked at: revocations announced since are known to have arrived.</summary>
    public required long LearnedAt { get; init; }

    /// <summary>What a revocation would call it: <see cref="TokenHash.ForRevocation"/>.</summary>
    public required TokenHash RevokedAs { get; init; }

    /// <summary>Whose key signed it; null for an opaque token.</summary>
    public ProviderMetadata? Provider { get; init; }

    /// <summary>The key itself (RFC 7638), not its name.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>A token is worth no more than the key that signed it: without it in the set, the token is looked at anew.</summary>
    public bool IsKeyPublished
    {
        get
        {
            if (Provider is null) return true;
            var keys = Provider.Current;
            if (ReferenceEquals(keys, _keys)) return true;
            if (keys is null || !keys.Holds(KeyThumbprint!)) return false;
            _keys = keys;
            return true;
        }
    }
}

/// <summary>A look at a token: the answer, and what may be kept of it when it is yes.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Believed">Null when the answer is no, or must be looked for again next time.</param>
internal sealed record TokenVerdict(TokenOutcome Outcome, BelievedToken? Believed = null);
