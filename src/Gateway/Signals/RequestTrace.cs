using System.Diagnostics;

namespace Gateway.Signals;

/// <summary>
/// What a request's span says, in OpenTelemetry's words for HTTP servers and in the gateway's own: ASP.NET Core gives it a beginning and an end
/// and nothing else. The route and never the address, which may hold secrets.
/// </summary>
internal static class RequestTrace
{
    public static void Describe(RequestSignals signals, RouteSignals route, string method, int code, RequestOutcome outcome)
    {
        // Without a listener there is a span all the same, for the log's trace ids.
        if (Activity.Current is not { IsAllDataRequested: true } span || !span.Source.HasListeners()) return;

        var known = BoundedNames.Method(method);
        span.DisplayName = $"{known} {route.Name}";
        span.SetTag("http.request.method", known);
        span.SetTag("http.route", route.Name);
        span.SetTag("http.response.status_code", code);
        span.SetTag("gateway.outcome", outcome.Outcome.ToTag());
        if (outcome.Owner is { } owner) span.SetTag("gateway.owner", owner.ToTag());
        if (outcome.Outcome.IsError()) span.SetStatus(ActivityStatusCode.Error);
        foreach (var stage in Stages.All)
        {
            if (signals.In(stage) is { Ticks: > 0 } spent) span.SetTag($"gateway.stage.{stage.ToTag()}", spent.TotalSeconds);
        }
    }
}
