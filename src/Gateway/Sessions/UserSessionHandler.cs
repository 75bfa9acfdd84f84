using Gateway.Frontends;
using Gateway.Signals;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Sessions;

/// <summary>
/// Who is this? The authentication handler of the cookie session. ASP.NET Core's own cookie handler is not used: it keeps the
/// key when a user signs in over an existing session (fixation), and takes a store that fails for a user who logged out.
/// </summary>
internal sealed class UserSessionHandler(RememberedSessions sessions, SessionMetrics metrics, TimeProvider time) : IAuthenticationHandler
{
    public const string Scheme = "Session";
    public const string NotSignedIn = "Not signed in. Sign in at /bff/login.";

    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    public async Task<AuthenticateResult> AuthenticateAsync()
    {
        if (_context.GetEndpoint()?.Metadata.GetMetadata<SessionRequirement>() is not { } requirement) return AuthenticateResult.NoResult();

        var frontend = _context.Frontend();
        if (SessionCookie.Read(_context.Request.Headers.Cookie, frontend.CookieName) is not { } secret) return AuthenticateResult.NoResult();

        var signals = _context.Signals();
        SessionLookup looked;
        using (signals.During(Stage.Session)) looked = await FindAsync(secret);
        var answer = Accept(looked, requirement, frontend);
        metrics.LookedUp(answer);
        _context.Features.Set(answer);
        if (answer is not SessionLookup.Found found) return AuthenticateResult.NoResult();

        signals?.Session = found.Stored.Session.Id.Value;
        if (requirement.CountsAsActivity) sessions.NoteActivity(found.Stored.Session);
        return found.Stored.Authenticated;
    }

    /// <summary>No session: sign-in for a person's navigation, 401 for code.</summary>
    public Task ChallengeAsync(AuthenticationProperties? properties) => Navigation.IsNavigation(_context.Request)
        ? Navigation.ToSignInAsync(_context)
        : _context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, NotSignedIn);

    public Task ForbidAsync(AuthenticationProperties? properties) =>
        _context.WriteProblemAsync(StatusCodes.Status403Forbidden, Owner.Client, "Your account may not do this.");

    private async ValueTask<SessionLookup> FindAsync(SessionSecret secret)
    {
        // Answered at once is answered from memory: a session that is there, or one that is known to be over.
        var looking = sessions.FindAsync(secret);
        if (looking.IsCompleted) return await looking;

        var askedAt = time.GetTimestamp();
        var answer = await looking;
        metrics.WentToStore(answer, time.GetElapsedTime(askedAt));
        return answer;
    }

    private static SessionLookup Accept(SessionLookup answer, SessionRequirement requirement, Frontend frontend) => answer switch
    {
        SessionLookup.Found { Source: SessionSource.Remembered } when !requirement.AcceptRemembered =>
            new SessionLookup.Unavailable(UnavailableReason.StoreUnreachable),
        SessionLookup.Found found when found.Stored.Session.Frontend != frontend.Name => SessionLookup.Missing.Instance,
        _ => answer,
    };
}
