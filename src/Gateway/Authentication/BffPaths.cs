namespace Gateway.Authentication;

/// <summary>Addresses existing BFF clients know.</summary>
internal static class BffPaths
{
    public const string Prefix = "/bff";
    public const string Callback = "/bff/callback";
    public const string SignedOut = "/bff/signed-out";
    public const string Logout = "/bff/logout";

    /// <summary>However it is written: routing compares without case and after decoding.</summary>
    public static bool IsOurs(string localPath) =>
        new PathString(Uri.UnescapeDataString(localPath.Split('?')[0])).StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);
}
