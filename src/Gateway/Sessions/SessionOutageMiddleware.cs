using Gateway.Signals;

namespace Gateway.Sessions;

/// <summary>
/// A user whose session nobody can check is not a stranger: 503 with <c>Retry-After</c>, no redirect to sign-in, no cookie touched.
/// Directly behind authentication, so that no later step, and no upstream, takes the user for signed out.
/// </summary>
internal sealed class SessionOutageMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => context.Features.Get<SessionLookup>() is SessionLookup.Unavailable
        ? context.WriteProblemAsync(
            StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, "Your session cannot be checked right now. You are still signed in; try again shortly.")
        : next(context);
}
