using System.Text;
using Gateway.Frontends;
using Microsoft.Extensions.Primitives;

namespace Gateway.Forwarding;

/// <summary>The cookies an upstream may see: all but the gateway's own, otherwise as they came.</summary>
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
                if (cookie.IsEmpty || frontend.OwnsCookie(name.Trim(' '))) continue;
                kept ??= new StringBuilder();
                if (kept.Length > 0) kept.Append("; ");
                kept.Append(cookie);
            }
        }

        return kept?.ToString() ?? "";
    }
}
