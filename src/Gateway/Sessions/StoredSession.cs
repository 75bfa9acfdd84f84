using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Sessions;

/// <summary>A session as it was read from, or written to, the store.</summary>
/// <param name="Session">The opened record.</param>
/// <param name="Revision">Counts writes; a write names the revision it replaces.</param>
/// <param name="IdleTimeLeft">How long the session still lives without activity, as the store said.</param>
internal sealed record StoredSession(UserSession Session, long Revision, TimeSpan IdleTimeLeft)
{
    private AuthenticateResult? _authenticated;

    /// <summary>The user as ASP.NET Core sees him: made once for a session held in memory, not once for a request.</summary>
    public AuthenticateResult Authenticated => _authenticated ??= Authenticate();

    private AuthenticateResult Authenticate()
    {
        var scopes = Session.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => new Claim("scope", scope));
        var claims = Session.Claims.Select(claim => new Claim(claim.Type, claim.Value)).Concat(scopes);
        var principal = new ClaimsPrincipal(new ClaimsIdentity(claims, UserSessionHandler.Scheme, "name", "role"));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, UserSessionHandler.Scheme));
    }
}
