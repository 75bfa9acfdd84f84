using Gateway.Signals;
using Microsoft.Net.Http.Headers;

namespace Gateway.Authentication.Bearer;

/// <summary>What callers with a token, or without the one they need, are told: RFC 6750, 3.1, and a problem document.</summary>
internal static class BearerAnswers
{
    public static Task MissingAsync(HttpContext context)
    {
        AskForToken(context);
        return context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, "Bring an access token: Authorization: Bearer.");
    }

    public static Task RefusedAsync(HttpContext context, string reason)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = $"{BearerRequirement.Scheme} error=\"invalid_token\"";
        return context.WriteProblemAsync(StatusCodes.Status401Unauthorized, Owner.Client, $"The access token is refused: {reason}.");
    }

    public static Task ForbiddenAsync(HttpContext context)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = $"{BearerRequirement.Scheme} error=\"insufficient_scope\"";
        return context.WriteProblemAsync(StatusCodes.Status403Forbidden, Owner.Client, "This access token does not allow that.");
    }

    public static Task UnavailableAsync(HttpContext context) => context.WriteProblemAsync(
        StatusCodes.Status503ServiceUnavailable, Owner.IdentityProvider, "Your access token cannot be checked right now. Try again shortly.");

    public static void AskForToken(HttpContext context) => context.Response.Headers[HeaderNames.WWWAuthenticate] = BearerRequirement.Scheme;
}
