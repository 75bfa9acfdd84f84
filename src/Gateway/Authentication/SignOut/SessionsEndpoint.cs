using System.Text.Json.Nodes;
using Gateway.Frontends;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Gateway.Signals;

namespace Gateway.Authentication.SignOut;

/// <summary><c>GET /bff/sessions</c> and <c>DELETE /bff/sessions/{id}</c>: where else is this user signed in at this frontend, and out with it.</summary>
internal static class SessionsEndpoint
{
    private const string CannotTell = "Your sessions cannot be listed right now. Try again shortly.";

    public static async Task ListAsync(HttpContext context, ListedSessions listed, RememberedSessions sessions, TimeProvider time)
    {
        if (context.Session() is not { } current)
        {
            await NotSignedInAsync(context);
            return;
        }

        if (await listed.OfAsync(current.Session) is not SessionListing.Listed listing)
        {
            await context.WriteProblemAsync(StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, CannotTell);
            return;
        }

        // This one comes from the request: an index lost with the store names it again only after its next activity.
        var answer = new JsonArray(Describe(
            current.Session.Id, isCurrent: true, current.Session.SignedInAt, time.GetUtcNow() + sessions.TimeLeft(current), current.Session.EndsAt));
        foreach (var other in listing.Sessions.Where(other => other.Id != current.Session.Id))
        {
            answer.Add(Describe(other.Id, isCurrent: false, other.Entry.SignedInAt, other.IdleEndsAt!.Value, other.Entry.EndsAt));
        }

        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(answer);
    }

    public static async Task EndAsync(HttpContext context, string id, ListedSessions listed, RememberedSessions sessions)
    {
        if (context.Session() is not { } current)
        {
            await NotSignedInAsync(context);
            return;
        }

        SessionEnd? ends = null;
        if (current.Session.Id.Value == id)
        {
            var latest = await LogoutEndpoint.LatestAsync(context, sessions, current.Session);
            if (latest is not null) ends = SessionEnd.Of(latest, SessionEndCause.User);
        }
        else
        {
            var listing = await listed.OfAsync(current.Session);
            if (listing is SessionListing.Listed { Sessions: var own } && own.FirstOrDefault(session => session.Id.Value == id) is { } other)
            {
                ends = new SessionEnd(other.Id, current.Session.Frontend, SessionEndCause.User);
            }
            else if (listing is SessionListing.Listed)
            {
                await context.WriteProblemAsync(StatusCodes.Status404NotFound, Owner.Client, "You have no such session here.");
                return;
            }
        }

        if (ends is null || await sessions.EndAsync(ends.Value) == SessionWrite.Unavailable)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, "The session could not be ended right now. Try again shortly.");
            return;
        }

        if (ends.Value.Id == current.Session.Id) SessionCookie.Delete(context, context.Frontend().CookieName, context.Frontend().SameSite);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task NotSignedInAsync(HttpContext context) =>
        context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, UserSessionHandler.NotSignedIn);

    private static JsonObject Describe(SessionId id, bool isCurrent, DateTimeOffset startedAt, DateTimeOffset idleEndsAt, DateTimeOffset endsAt) => new()
    {
        ["id"] = id.Value,
        ["current"] = isCurrent,
        ["startedAt"] = startedAt,
        ["idleEndsAt"] = idleEndsAt,
        ["endsAt"] = endsAt,
    };
}
