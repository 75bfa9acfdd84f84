namespace Gateway.Signals;

/// <summary>Says whose request it is. Directly behind routing, so that what waits in later steps is counted as in progress on its route.</summary>
internal sealed class RequestRouteMiddleware(RequestDelegate next, RoutesWithSignals routes)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Signals() is { } signals)
        {
            var endpoint = context.GetEndpoint();
            signals.Measured = endpoint?.Metadata.GetMetadata<MeasuredRoute>();
            signals.Route = routes.Of(endpoint, signals.Measured);
            signals.Route.Began();
        }

        return next(context);
    }
}
