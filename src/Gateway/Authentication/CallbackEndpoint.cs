using Gateway.Frontends;
using Gateway.Signals;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Authentication;

/// <summary>
/// Where the identity provider sends the browser back to: <c>/bff/callback</c> after a sign-in, <c>/bff/signed-out</c> after a
/// sign-out. Any replica can finish what another one began.
/// </summary>
internal static class CallbackEndpoint
{
    public static async Task SignedInAsync(HttpContext context, LoginKeys keys, IAuthenticationHandlerProvider handlers)
    {
        // RFC 6749, 3.1: parameters must not be included more than once. Two readers may pick different ones.
        if (context.Request.Query.Any(parameter => parameter.Value.Count > 1))
        {
            await context.WriteProblemAsync(StatusCodes.Status400BadRequest, Owner.Client, "A parameter occurs more than once.");
            return;
        }

        if (!keys.AreReadable())
        {
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable, Owner.SessionStore, "Your sign-in cannot be completed right now. Reload this page shortly.");
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await HandleAsync(context, handlers);
    }

    public static async Task SignedOutAsync(HttpContext context, IAuthenticationHandlerProvider handlers)
    {
        context.Response.Headers.CacheControl = "no-store";
        await HandleAsync(context, handlers);
        if (context.Response.StatusCode == StatusCodes.Status200OK && !context.Response.HasStarted) context.Response.Redirect("/");
    }

    private static async Task HandleAsync(HttpContext context, IAuthenticationHandlerProvider handlers)
    {
        var handler = await handlers.GetHandlerAsync(context, FrontendSchemes.Of(context.Frontend())) as IAuthenticationRequestHandler
            ?? throw new InvalidOperationException("The frontend's scheme does not handle requests.");
        bool isHandled;
        using (context.During(Stage.Authentication)) isHandled = await handler.HandleRequestAsync();
        if (!isHandled)
        {
            await context.WriteProblemAsync(StatusCodes.Status400BadRequest, Owner.Client, "This is not an answer to a request of ours.");
        }
    }
}
