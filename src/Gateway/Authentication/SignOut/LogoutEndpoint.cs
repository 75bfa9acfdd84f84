using System.Security.Cryptography;
using System.Text;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Signals;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Authentication.SignOut;

/// <summary>
/// <c>GET /bff/logout?sid=…[&amp;returnUrl=]</c>: ends the session on every replica, has its refresh token revoked and signs out at the
/// provider. A link on another site must not sign anyone out, so without the right <c>sid</c> only the frontend itself is obeyed.
/// </summary>
internal static class LogoutEndpoint
{
    public const string IdTokenParameter = "id_token_hint";

    public static async Task HandleAsync(HttpContext context, RememberedSessions sessions, ILogger<SignIn> logger)
    {
        if (!LoginEndpoint.TryReadReturnUrl(context.Request.Query, out var returnUrl))
        {
            await context.WriteProblemAsync(StatusCodes.Status400BadRequest, Owner.Client, "returnUrl must be a local path that starts with a single '/'.");
            return;
        }

        if (context.Session() is not { } stored)
        {
            // The cookie names no session any more; signing out is the one moment to take it away.
            if (context.Features.Get<SessionLookup>() is SessionLookup.Missing) await EndAgainAsync(context, sessions);
            context.Response.Redirect(returnUrl);
            return;
        }

        if (!Names(context.Request.Query["sid"], stored.Session) && !Origins.IsSameOrigin(context.Request))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest, Owner.Client, "Sign out with the address that /bff/user gives as bff:logout_url.");
            return;
        }

        var frontend = context.Frontend();
        var latest = await LatestAsync(context, sessions, stored.Session);
        if (latest is null || await sessions.EndAsync(SessionEnd.Of(latest, SessionEndCause.User)) == SessionWrite.Unavailable)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, "You could not be signed out right now and are still signed in. Try again shortly.");
            return;
        }

        DeleteCookie(context);
        await SignOutAtProviderAsync(context, frontend, latest, returnUrl, logger);
    }

    /// <summary>The session with the tokens it has now, which are the ones to revoke; null when the store does not answer.</summary>
    public static async Task<UserSession?> LatestAsync(HttpContext context, RememberedSessions sessions, UserSession known)
    {
        if (SessionCookie.Read(context.Request.Headers.Cookie, context.Frontend().CookieName) is not { } secret) return known;
        return await sessions.AskStoreAsync(secret) switch
        {
            SessionLookup.Found found => found.Stored.Session,
            SessionLookup.Unavailable { Reason: UnavailableReason.StoreUnreachable } => null,
            _ => known,
        };
    }

    // An end whose answer was lost has not been announced: other replicas may still remember the session.
    private static async Task EndAgainAsync(HttpContext context, RememberedSessions sessions)
    {
        if (SessionCookie.Read(context.Request.Headers.Cookie, context.Frontend().CookieName) is { } secret)
        {
            await sessions.EndAsync(new SessionEnd(secret.Id, context.Frontend().Name, SessionEndCause.User));
        }

        DeleteCookie(context);
    }

    private static void DeleteCookie(HttpContext context) =>
        SessionCookie.Delete(context, context.Frontend().CookieName, context.Frontend().SameSite);

    private static bool Names(string? sid, UserSession session) => sid is not null && Equal(sid, session.Id.Value);

    private static bool Equal(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    // The session is over already; a provider that is down only means that its own session stays.
    private static async Task SignOutAtProviderAsync(
        HttpContext context, Frontend frontend, UserSession session, string returnUrl, ILogger logger)
    {
        try
        {
            var properties = new AuthenticationProperties { RedirectUri = returnUrl };
            properties.SetParameter(IdTokenParameter, session.Tokens.IdToken);
            await context.SignOutAsync(FrontendSchemes.Of(frontend), properties);
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            logger.ProviderUnavailable(frontend.Name, ProviderFailure.Of(failure).Reason);
            context.Response.Redirect(returnUrl);
        }
    }
}
