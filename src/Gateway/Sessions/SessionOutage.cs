using Gateway.Signals;

namespace Gateway.Sessions;

/// <summary>
/// A user whose session nobody can check is not a stranger: 503 with <c>Retry-After</c>, no redirect to sign-in, no cookie touched.
/// </summary>
internal static class SessionOutage
{
    public static Task AnswerAsync(HttpContext context) => context.WriteProblemAsync(
        StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, "Your session cannot be checked right now. You are still signed in; try again shortly.");
}
