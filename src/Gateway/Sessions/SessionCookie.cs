using Microsoft.Extensions.Primitives;

namespace Gateway.Sessions;

/// <summary>
/// Finds the session's cookie in the raw <c>Cookie</c> header. Names are compared byte for byte and never decoded
/// (CVE-2020-1045), and two cookies of that name count as none: one of them was tossed in by someone else.
/// </summary>
internal static class SessionCookie
{
    public static SessionSecret? Read(StringValues cookieHeader, string name) =>
        SessionSecret.TryParse(ValueOf(cookieHeader, name), out var secret) ? secret : null;

    /// <summary>The cookie's value as it was sent; empty when there is none, or more than one.</summary>
    public static ReadOnlySpan<char> ValueOf(StringValues cookieHeader, string name)
    {
        ReadOnlySpan<char> found = [];
        var seen = 0;
        foreach (var line in cookieHeader)
        {
            foreach (var pair in line.AsSpan().Split(';'))
            {
                var cookie = line.AsSpan()[pair].Trim(' ');
                var equals = cookie.IndexOf('=');
                if (equals < 0 || !cookie[..equals].SequenceEqual(name)) continue;
                if (++seen > 1) return [];
                found = cookie[(equals + 1)..];
            }
        }

        return found;
    }

    public static void Write(HttpContext context, string name, SameSiteMode sameSite, SessionSecret secret) =>
        context.Response.Cookies.Append(name, secret.ToCookieValue(), Attributes(sameSite));

    public static void Delete(HttpContext context, string name, SameSiteMode sameSite) =>
        context.Response.Cookies.Delete(name, Attributes(sameSite));

    private static CookieOptions Attributes(SameSiteMode sameSite) =>
        new() { Secure = true, HttpOnly = true, Path = "/", SameSite = sameSite, IsEssential = true };
}
