namespace Gateway.Frontends;

/// <summary>The frontend a request is for.</summary>
internal sealed record Frontend(string Name, FrontendOptions Options)
{
    private const string CookiePrefix = "__Host-";

    public string CookieName { get; } = Options.Cookie.Name is { Length: > 0 } name ? name : CookiePrefix + Name;

    public SameSiteMode SameSite { get; } = Options.Cookie.SameSite == SessionCookieSameSite.Lax ? SameSiteMode.Lax : SameSiteMode.Strict;

    /// <summary>Cookies of a login in progress, and the mark of a bounce; like the session's cookie they never go upstream.</summary>
    public string TransientCookie(string purpose) => $"{CookieName}.{purpose}";

    public bool OwnsCookie(ReadOnlySpan<char> cookieName) =>
        cookieName.StartsWith(CookieName) && (cookieName.Length == CookieName.Length || cookieName[CookieName.Length] == '.');
}
