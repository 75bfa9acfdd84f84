using Gateway.Signals.AccessLog;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Signals;

/// <summary>Opens the account of each request and closes it. First in the pipeline, so that no step's time, and no step's failure, is missing.</summary>
internal sealed class RequestSignalsMiddleware(
    RequestDelegate next, TimeProvider time, RoutesWithSignals routes, RequestMetrics metrics, AccessLogWriter accessLog)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var signals = new RequestSignals(time);
        context.Features.Set(signals);
        try
        {
            await next(context);
        }
        finally
        {
            signals.Close();
            signals.Forwarder = context.Features.Get<IForwarderErrorFeature>()?.Error ?? ForwarderError.None;
            End(context, signals);
        }
    }

    private void End(HttpContext context, RequestSignals signals)
    {
        var facts = RequestFacts.Of(context, signals);
        var outcome = RequestOutcome.Of(facts);
        var code = outcome.Outcome == Outcome.ClientAborted && !facts.HasStarted ? BoundedNames.ClientClosedRequest : facts.Status;

        var route = signals.Route ?? routes.Unmatched;
        metrics.Ended(signals, route, context.Request.Method, code, outcome);
        route.Recent.Add(signals, outcome.Outcome);
        RequestTrace.Describe(signals, route, context.Request.Method, code, outcome);
        accessLog.Write(context, signals, route, code, outcome);
        // Last: whoever sees no request in progress finds all of them counted.
        signals.Route?.Ended();
    }
}

/// <summary>Says whose request it is. Directly behind routing, so that what waits in later steps is counted as in progress on its route.</summary>
internal sealed class RequestRouteMiddleware(RequestDelegate next, RoutesWithSignals routes)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Signals() is { } signals)
        {
            signals.Route = routes.Of(context.GetEndpoint());
            signals.Route.Began();
        }

        return next(context);
    }
}
