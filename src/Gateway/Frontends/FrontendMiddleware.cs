using Gateway.Signals;

namespace Gateway.Frontends;

/// <summary>
/// Decides which frontend a request is for, by its host alone. First after the proxy headers, since everything behind it
/// (cookie, identity client, redirect addresses) depends on the answer and none of it may act for a host we do not serve.
/// </summary>
internal sealed class FrontendMiddleware(RequestDelegate next, FrontendDirectory frontends)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (frontends.ByHost(context.Request.Host.Host) is not { } frontend)
        {
            return context.WriteProblemAsync(
                StatusCodes.Status421MisdirectedRequest, Owner.Client, "No frontend is served at this host.");
        }

        context.Features.Set(frontend);
        return next(context);
    }
}

internal static class FrontendOfRequest
{
    /// <summary>The frontend this request is for; set for every request behind <see cref="FrontendMiddleware"/>.</summary>
    public static Frontend Frontend(this HttpContext context) =>
        context.Features.Get<Frontend>() ?? throw new InvalidOperationException("The request has not passed the frontend step.");
}
