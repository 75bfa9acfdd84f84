namespace Gateway.Authentication;

/// <summary>Addresses existing BFF clients know.</summary>
internal static class BffPaths
{
    public const string Prefix = "/bff";
    public const string Callback = "/bff/callback";
    public const string SignedOut = "/bff/signed-out";
    public const string Logout = "/bff/logout";
}
