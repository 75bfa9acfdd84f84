using System.Text.Json.Nodes;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
using Gateway.Signals;

namespace Gateway.Operations.Administration;

/// <summary><c>/api/sessions</c>: who is signed in, and out with him. A session is named by its id and a user by the provider's <c>sub</c>.</summary>
internal sealed class SessionAdministration(ListedSessions sessions)
{
    private const string Subject = "subject";
    private const string CannotTell = "The session store does not answer. Try again shortly.";

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/sessions", ListAsync);
        api.MapDelete("/sessions", EndSubjectAsync);
        api.MapDelete("/sessions/{id}", EndAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        if (await SubjectOfAsync(context) is not { } subject) return;
        if (await sessions.OfSubjectAsync(subject) is not SessionListing.Listed listing)
        {
            await UnavailableAsync(context);
            return;
        }

        var answer = new JsonArray([.. listing.Sessions.Select(Describe)]);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(answer);
    }

    private async Task EndSubjectAsync(HttpContext context)
    {
        if (await SubjectOfAsync(context) is not { } subject) return;
        var endings = await sessions.EndSubjectAsync(subject, SessionEndCause.Administrator);
        if (!endings.AreComplete)
        {
            await UnavailableAsync(context);
            return;
        }

        await context.Response.WriteAsJsonAsync(new JsonObject { ["ended"] = endings.Ended });
    }

    private async Task EndAsync(HttpContext context)
    {
        var write = SessionId.TryParse((string?)context.Request.RouteValues["id"], out var id)
            ? await sessions.EndAsync(id, SessionEndCause.Administrator)
            : SessionWrite.Refused;
        switch (write)
        {
            case SessionWrite.Written:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;

            case SessionWrite.Refused:
                await context.WriteProblemAsync(StatusCodes.Status404NotFound, Owner.Client, "There is no such session.");
                return;

            case SessionWrite.Unavailable:
                await UnavailableAsync(context);
                return;

            default:
                throw new InvalidOperationException($"A write without meaning: {write}.");
        }
    }

    private static async Task<string?> SubjectOfAsync(HttpContext context)
    {
        if (context.Request.Query[Subject] is [{ Length: > 0 } subject]) return subject;
        await context.WriteProblemAsync(StatusCodes.Status400BadRequest, Owner.Client, "Name one user: /api/sessions?subject=….");
        return null;
    }

    private static Task UnavailableAsync(HttpContext context) =>
        context.WriteProblemAsync(StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, CannotTell);

    private static JsonObject Describe(ListedSession session) => new()
    {
        ["id"] = session.Id.Value,
        ["frontend"] = session.Entry.Frontend,
        ["startedAt"] = session.Entry.SignedInAt,
        ["idleEndsAt"] = session.IdleEndsAt,
        ["endsAt"] = session.Entry.EndsAt,
    };
}
