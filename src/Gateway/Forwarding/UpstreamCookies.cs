using System.Text;
using Gateway.Frontends;
using Microsoft.Extensions.Primitives;

namespace Gateway.Forwarding;

/// <summary>The cookies an upstream may see, and set: all but the gateway's own, otherwise as they came.</summary>
internal static class UpstreamCookies
{
    public static string Of(StringValues cookieHeader, Frontend frontend)
    {
        StringBuilder? kept = null;
        foreach (var line in cookieHeader)
        {
            foreach (var range in line.AsSpan().Split(';'))
            {
                var cookie = line.AsSpan()[range].Trim(' ');
                var equals = cookie.IndexOf('=');
                var name = equals < 0 ? cookie : cookie[..equals];
                if (cookie.IsEmpty || IsOurs(name.Trim(' '), frontend)) continue;
                kept ??= new StringBuilder();
                if (kept.Length > 0) kept.Append("; ");
                kept.Append(cookie);
            }
        }

        return kept?.ToString() ?? "";
    }

    /// <summary>Drops what an upstream says about a cookie of the gateway: it could log the user out, or into another session.</summary>
    public static void KeepForeign(HttpContext context)
    {
        // Without Set-Cookie, as most answers are, nothing is looked up and nothing captured.
        if (context.Response.Headers.SetCookie.Count > 0) KeepForeign(context.Response.Headers, context.Frontend());
    }

    public static void KeepForeign(IHeaderDictionary responseHeaders, Frontend frontend)
    {
        var set = responseHeaders.SetCookie;
        if (!set.Any(line => IsOfOurs(line, frontend))) return;
        responseHeaders.SetCookie = set.Where(line => !IsOfOurs(line, frontend)).ToArray();
    }

    private static bool IsOfOurs(string? line, Frontend frontend)
    {
        var name = line.AsSpan();
        var end = name.IndexOfAny('=', ';');
        return IsOurs((end < 0 ? name : name[..end]).Trim(), frontend);
    }

    private static bool IsOurs(ReadOnlySpan<char> name, Frontend frontend) => frontend.OwnsCookie(name) || OperationsCookies.Contain(name);
}
