using Gateway.Authentication.Bearer;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Request feature: the token that goes upstream as <c>Authorization: Bearer</c> on routes that want another than the caller's own: one
/// made from it, one of the session for the route's resource, or the frontend's.
/// </summary>
internal sealed record UpstreamAuthorization(string Token)
{
    private string? _header;

    /// <summary>The whole header, made once: these are kept, and a token is long.</summary>
    public string Header => _header ??= BearerHeader.Of(Token);

    public override string ToString() => "(token)";
}
