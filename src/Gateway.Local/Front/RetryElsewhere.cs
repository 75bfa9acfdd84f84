using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Local.Front;

/// <summary>
/// Sends a request to another replica when the first cannot have begun to serve it, as HAProxy's <c>redispatch</c> does: a replica that was
/// just killed is still in the list for some milliseconds.
/// </summary>
internal static class RetryElsewhere
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var proxied = context.GetReverseProxyFeature();
        await next(context);
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return;
        if (context.GetForwarderErrorFeature() is not { } error || !NeverServed(context, error)) return;

        var others = proxied.AllDestinations.Where(destination => destination != proxied.ProxiedDestination).ToArray();
        if (others.Length == 0) return;
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.StatusCode = StatusCodes.Status200OK;
        proxied.AvailableDestinations = others;
        proxied.ProxiedDestination = null;
        await next(context);
    }

    private static bool NeverServed(HttpContext context, IForwarderErrorFeature error) => error switch
    {
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } } => true,
        { Error: ForwarderError.Request } => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method),
        _ => false,
    };
}
