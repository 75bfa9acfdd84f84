using Gateway.Signals.AccessLog;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Signals;

/// <summary>Opens the account of each request and, at its end, tells everybody who wants to know. Off, no request has one, and whoever wants to note something finds none.</summary>
internal sealed class RequestAccounts(
    IOptions<SignalsOptions> options, TimeProvider time, RoutesWithSignals routes, RequestMetrics metrics, AccessLogWriter accessLog)
{
    private readonly bool _areKept = options.Value.Enabled;

    public RequestSignals? Open(HttpContext context)
    {
        if (!_areKept) return null;
        var signals = new RequestSignals(time);
        context.Features.Set(signals);
        return signals;
    }

    public void Close(HttpContext context, RequestSignals signals)
    {
        signals.Close();
        signals.Forwarder = context.Features.Get<IForwarderErrorFeature>()?.Error ?? ForwarderError.None;
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
