using Gateway.Signals;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Sessions;

/// <summary>
/// What a stranger is told where a session is wanted. ASP.NET Core's own cookie handler is not used: it keeps the key when a user signs in
/// over an existing session (fixation), and takes a store that fails for a user who logged out.
/// </summary>
internal sealed class UserSessionHandler : IAuthenticationHandler
{
    public const string Scheme = "Session";
    public const string NotSignedIn = "Not signed in. Sign in at /bff/login.";

    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    /// <summary>Who the caller is was settled once, before authorization: by <see cref="CookieSessions"/>.</summary>
    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(_context.Session() is { } stored
        ? AuthenticateResult.Success(new AuthenticationTicket(stored.User, Scheme))
        : AuthenticateResult.NoResult());

    /// <summary>No session: sign-in for a person's navigation, 401 for code.</summary>
    public Task ChallengeAsync(AuthenticationProperties? properties) => Navigation.IsNavigation(_context.Request)
        ? Navigation.ToSignInAsync(_context)
        : _context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, NotSignedIn);

    public Task ForbidAsync(AuthenticationProperties? properties) =>
        _context.WriteProblemAsync(StatusCodes.Status403Forbidden, Owner.Client, "Your account may not do this.");
}
