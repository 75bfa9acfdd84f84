using Gateway.Sessions;
using Gateway.Signals;

namespace Gateway.Authentication;

/// <summary>Endpoint metadata: whether code that changes state must prove with <c>X-CSRF: 1</c> that it can set headers.</summary>
internal sealed record CrossSiteProtection(bool RequireHeader);

/// <summary>
/// Refuses requests that another site made the browser send with the user's cookie. Behind authentication, because only a
/// request with a session can do harm; before authorization and forwarding, because those act on it.
/// </summary>
internal sealed class CrossSiteMiddleware(RequestDelegate next, ILogger<CrossSiteMiddleware> logger)
{
    public const string Header = "X-CSRF";

    public Task InvokeAsync(HttpContext context) =>
        context.Session() is null || Refusal(context) is not { } reason ? next(context) : RefuseAsync(context, reason);

    private static string? Refusal(HttpContext context)
    {
        var request = context.Request;
        if (context.IsWebSocket()) return Origins.OriginMatches(request) ? null : "a WebSocket of a foreign origin";
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return null;
        if (!Origins.IsOwnOrUser(request)) return "a state-changing call of a foreign origin";

        var protection = context.GetEndpoint()?.Metadata.GetMetadata<CrossSiteProtection>();
        return protection is { RequireHeader: true } && !Navigation.IsNavigation(request) && request.Headers[Header] != "1"
            ? $"a state-changing call without {Header}: 1"
            : null;
    }

    private Task RefuseAsync(HttpContext context, string reason)
    {
        logger.CrossSiteRefused(reason);
        return context.WriteProblemAsync(StatusCodes.Status403Forbidden, Owner.Client, $"Refused: {reason}.");
    }
}
