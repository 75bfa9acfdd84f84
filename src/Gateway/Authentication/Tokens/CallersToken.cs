using Gateway.Authentication.Bearer;
using Gateway.Sessions;

namespace Gateway.Authentication.Tokens;

internal static class CallersToken
{
    /// <summary>The access token by which the caller is known: the one he brought, if it was believed, or his session's. Null for a stranger.</summary>
    public static string? Of(HttpContext context) => context.HasValidToken()
        ? BearerHeader.Token(context.Request.Headers.Authorization).ToString()
        : context.Session()?.Session.Tokens.AccessToken;

    /// <summary>The same as the whole <c>Authorization</c> header of a request upstream: as it was brought, or as it was made once for the session.</summary>
    public static string? AuthorizationOf(HttpContext context)
    {
        if (!context.HasValidToken()) return context.Session()?.Authorization;
        var brought = context.Request.Headers.Authorization;
        return BearerHeader.IsCanonical(brought) ? brought.ToString() : BearerHeader.Of(BearerHeader.Token(brought).Span);
    }
}
