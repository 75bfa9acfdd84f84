using System.Text.Json.Nodes;
using Gateway.Sessions;
using Gateway.Signals;

namespace Gateway.Authentication;

/// <summary><c>GET /bff/user</c>: the user's claims and three facts of the session, in the shape BFF clients know.</summary>
internal static class UserEndpoint
{
    public static Task HandleAsync(HttpContext context, RememberedSessions sessions)
    {
        if (context.Session() is not { } stored)
        {
            return context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, UserSessionHandler.NotSignedIn);
        }

        if (context.Request.Query["slide"] != "false") sessions.NoteActivity(stored.Session);

        var claims = new JsonArray();
        foreach (var claim in stored.Session.Claims) Add(claims, claim.Type, claim.Value);
        Add(claims, "bff:logout_url", BffPaths.Logout + QueryString.Create("sid", stored.Session.Id.Value));
        Add(claims, "bff:session_expires_in", (long)sessions.TimeLeft(stored).TotalSeconds);
        Add(claims, "bff:session_state", stored.Session.ProviderSessionState ?? stored.Session.Id.Value);

        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(claims);
    }

    private static void Add(JsonArray claims, string type, JsonNode value) =>
        claims.Add(new JsonObject { ["type"] = type, ["value"] = value });
}
