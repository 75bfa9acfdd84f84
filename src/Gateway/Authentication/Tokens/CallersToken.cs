using Gateway.Authentication.Bearer;
using Gateway.Sessions;

namespace Gateway.Authentication.Tokens;

internal static class CallersToken
{
    /// <summary>The access token by which the caller is known: the one he brought, if it was believed, or his session's. Null for a stranger.</summary>
    public static string? Of(HttpContext context) => context.HasValidToken()
        ? BearerHeader.Token(context.Request.Headers.Authorization).ToString()
        : context.Session()?.Session.Tokens.AccessToken;
}
