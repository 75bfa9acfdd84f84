using System.Globalization;
using System.Security.Claims;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Signals;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.Authentication;

/// <summary>
/// Opens a session from the provider's answer: always under a new id, whatever cookie the browser brought, and the session it
/// had before ends (session fixation, OWASP ASVS 7.2.4).
/// </summary>
internal sealed class SignIn(
    RememberedSessions sessions, SessionMetrics metrics, IOptionsMonitor<UserSessionOptions> options, TimeProvider time, ILogger<SignIn> logger)
{
    private const string PreviousSession = "gateway.previous-session";
    private const string ReturnUrl = "gateway.return-url";
    private const string SubjectClaim = "sub";
    private const string GrantedScope = "gateway.scope";
    private const string AskOtherwise = "gateway.ask-otherwise";

    public static AuthenticationProperties Begin(HttpContext context, string returnUrl)
    {
        var properties = new AuthenticationProperties { RedirectUri = BffPaths.Callback };
        properties.Items[ReturnUrl] = returnUrl;
        // On the way back a SameSite=Strict cookie is not sent, so the session to end is noted here, in the protected state.
        if (SessionCookie.Read(context.Request.Headers.Cookie, context.Frontend().CookieName) is { } current)
        {
            properties.Items[PreviousSession] = current.Id.Value;
        }

        return properties;
    }

    public static string ReturnUrlOf(AuthenticationProperties properties) =>
        LocalPath.TryParse(Noted(properties, ReturnUrl), out var path) ? path : "/";

    /// <summary>A sign-in that asks the user after all when the provider says that it must.</summary>
    public static void NoteAskOtherwise(AuthenticationProperties properties) => properties.Items[AskOtherwise] = bool.TrueString;

    public static bool AsksOtherwise(AuthenticationProperties properties) => properties.Items.ContainsKey(AskOtherwise);

    /// <summary>Notes what was granted: the provider need not say so when it is what was asked for (RFC 6749, 5.1).</summary>
    public static void NoteScope(AuthenticationProperties properties, string? granted, IEnumerable<string> asked) =>
        properties.Items[GrantedScope] = granted is { Length: > 0 } ? granted : string.Join(' ', asked);

    public async Task CompleteAsync(HttpContext context, ClaimsPrincipal principal, AuthenticationProperties properties)
    {
        var frontend = context.Frontend();
        var secret = SessionSecret.Create();
        var session = MakeSession(secret.Id, frontend, principal, properties);
        if (session is null)
        {
            logger.SignInRefused(frontend.Name, "the answer lacks sub or access_token");
            await context.WriteProblemAsync(StatusCodes.Status502BadGateway, Owner.IdentityProvider, "The identity provider's answer is incomplete.");
            return;
        }

        if (await sessions.CreateAsync(secret, session) != SessionWrite.Written)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, "Your sign-in cannot be stored right now. Try again shortly.");
            return;
        }

        await EndPreviousAsync(context, frontend, properties);
        metrics.Started(frontend.Name);
        logger.Started(session.Id, frontend.Name);
        SessionCookie.Write(context, frontend.CookieName, frontend.SameSite, secret);
        await MoveOnPage.WriteAsync(context, ReturnUrlOf(properties));
    }

    private UserSession? MakeSession(SessionId id, Frontend frontend, ClaimsPrincipal principal, AuthenticationProperties properties)
    {
        var subject = principal.FindFirst(SubjectClaim)?.Value;
        var accessToken = properties.GetTokenValue("access_token");
        if (subject is null || accessToken is null) return null;

        var now = time.GetUtcNow();
        var expires = DateTimeOffset.TryParse(
            properties.GetTokenValue("expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? parsed
            : now + options.CurrentValue.AbsoluteLifetime;
        return new UserSession
        {
            Id = id,
            Frontend = frontend.Name,
            Subject = subject,
            ProviderSession = principal.FindFirst("sid")?.Value,
            ProviderSessionState = Noted(properties, OpenIdConnectSessionProperties.SessionState),
            Scope = Noted(properties, GrantedScope) ?? "",
            Claims = [.. principal.Claims.Where(claim => Keeps(frontend, claim)).Select(claim => new SessionClaim(claim.Type, claim.Value)).Distinct()],
            Tokens = new SessionTokens
            {
                AccessToken = accessToken,
                AccessTokenIssuedAt = now,
                AccessTokenExpiresAt = expires,
                RefreshToken = properties.GetTokenValue("refresh_token"),
                IdToken = properties.GetTokenValue("id_token"),
            },
            SignedInAt = now,
            EndsAt = now + options.CurrentValue.AbsoluteLifetime,
        };
    }

    private async Task EndPreviousAsync(HttpContext context, Frontend frontend, AuthenticationProperties properties)
    {
        var previous = new HashSet<SessionId>();
        if (Noted(properties, PreviousSession) is { } noted) previous.Add(new SessionId(noted));
        if (SessionCookie.Read(context.Request.Headers.Cookie, frontend.CookieName) is { } brought) previous.Add(brought.Id);
        foreach (var id in previous) await sessions.EndAsync(new SessionEnd(id, frontend.Name, SessionEndCause.Replaced));
    }

    // What is not kept costs nothing in the store and is never shown by /bff/user; sub is who the user is.
    private static bool Keeps(Frontend frontend, Claim claim) =>
        frontend.Options.Identity.Claims is not { Count: > 0 } kept || claim.Type == SubjectClaim || kept.Contains(claim.Type);

    private static string? Noted(AuthenticationProperties properties, string name) =>
        properties.Items.TryGetValue(name, out var value) ? value : null;
}
