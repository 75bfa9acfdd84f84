namespace Gateway.Sessions;

/// <summary>Who a signed-in user is and which tokens act for him. Immutable: a change makes a new one.</summary>
internal sealed record UserSession
{
    private static readonly Dictionary<int, ReadOnlyMemory<byte>> NoFields = [];

    public required SessionId Id { get; init; }

    /// <summary>The frontend it was opened at; it is valid nowhere else.</summary>
    public required string Frontend { get; init; }

    /// <summary>The provider's <c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The provider's own session (<c>sid</c>, OpenID Connect Front-/Back-Channel Logout), when it names one.</summary>
    public string? ProviderSession { get; init; }

    /// <summary>The provider's <c>session_state</c> (OpenID Connect Session Management), when it gives one.</summary>
    public string? ProviderSessionState { get; init; }

    /// <summary>Claims of the identity token and of the userinfo endpoint.</summary>
    public required IReadOnlyList<SessionClaim> Claims { get; init; }

    /// <summary>Scopes granted, separated by spaces (RFC 6749, 3.3).</summary>
    public required string Scope { get; init; }

    public required SessionTokens Tokens { get; init; }

    /// <summary>Access tokens for other resources, got with the same refresh token (RFC 8707, 2.2).</summary>
    public IReadOnlyList<ResourceToken> ResourceTokens { get; init; } = [];

    public required DateTimeOffset SignedInAt { get; init; }

    /// <summary>The end that activity does not move.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Fields written by a newer release, kept as they are when this release writes the record again.</summary>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>> UnknownFields { get; init; } = NoFields;
}

internal readonly record struct SessionClaim(string Type, string Value);

/// <summary>An access token for one resource. It never appears in its text form.</summary>
/// <param name="Target">Names what it is for; equal for routes that ask for the same.</param>
/// <param name="AccessToken">The token.</param>
/// <param name="IssuedAt">When it was asked for.</param>
/// <param name="ExpiresAt">Its end.</param>
internal sealed record ResourceToken(string Target, string AccessToken, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"(token for {Target} until {ExpiresAt:O})";
}

/// <summary>Tokens never appear in its text form.</summary>
internal sealed record SessionTokens
{
    public required string AccessToken { get; init; }

    public required DateTimeOffset AccessTokenExpiresAt { get; init; }

    /// <summary>Null in records of sign-ins before this was kept.</summary>
    public DateTimeOffset? AccessTokenIssuedAt { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>Kept as the hint for sign-out at the provider.</summary>
    public string? IdToken { get; init; }

    public override string ToString() => $"(tokens until {AccessTokenExpiresAt:O})";
}
