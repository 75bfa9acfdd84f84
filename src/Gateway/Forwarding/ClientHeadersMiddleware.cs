namespace Gateway.Forwarding;

/// <summary>
/// Drops what a client must not say. Directly behind the proxy headers of the load balancer, which are consumed by then, and
/// before anything that could believe a header.
/// </summary>
internal sealed class ClientHeadersMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        ClientHeaders.Remove(context.Request.Headers);
        return next(context);
    }
}
