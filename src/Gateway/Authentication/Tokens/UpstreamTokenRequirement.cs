namespace Gateway.Authentication.Tokens;

/// <summary>Endpoint metadata: requests of this route go upstream with a token that must be asked for. Without it nothing is done.</summary>
internal sealed record UpstreamTokenRequirement(UpstreamTokenSource Source, TokenTarget Target);

internal enum UpstreamTokenSource
{
    /// <summary>The frontend's own token, by client credentials (RFC 6749, 4.4).</summary>
    Client,

    /// <summary>One made from the caller's access token, by token exchange (RFC 8693).</summary>
    Exchange,

    /// <summary>One of the session's refresh token, by resource indicator (RFC 8707, 2.2).</summary>
    Refresh,
}

/// <summary>What a token is asked for. Equal targets share tokens.</summary>
/// <param name="Resource">The resource indicator (RFC 8707).</param>
/// <param name="Audience">The audience's name at the provider (RFC 8693, 2.1).</param>
/// <param name="Scope">Scopes, separated by spaces.</param>
internal sealed record TokenTarget(string? Resource, string? Audience, string? Scope)
{
    public static readonly TokenTarget Unspecified = new(null, null, null);

    /// <summary>Names it in a session's record.</summary>
    public string Key { get; } = string.Join(' ', Resource ?? "-", Audience ?? "-", Scope ?? "-");
}
