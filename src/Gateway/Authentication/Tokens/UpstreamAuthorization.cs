namespace Gateway.Authentication.Tokens;

/// <summary>
/// Request feature: the token that goes upstream as <c>Authorization: Bearer</c> on routes that send one. A bearer caller's own
/// token or a session's refreshed one is set by the step that learned it; a step behind it may set a token made from it. Without
/// it a session's access token goes as it is, and no other.
/// </summary>
internal sealed record UpstreamAuthorization(string Token)
{
    public override string ToString() => "(token)";
}
