using System.Diagnostics.Metrics;

namespace Gateway.Signals;

/// <summary>The instruments of every request. A stage a request did not go through is not recorded, so that a stage's count says how many did.</summary>
internal sealed class RequestMetrics
{
    private readonly Histogram<double> _durations;
    private readonly Histogram<double> _stages;

    public RequestMetrics(IMeterFactory meters, RoutesWithSignals routes)
    {
        var meter = meters.Create(MetricNames.Meter);
        _durations = meter.CreateHistogram<double>(MetricNames.RequestDuration, "s", "From the first step of the pipeline until the answer was whole, or until its headers where it stays open.");
        _stages = meter.CreateHistogram<double>(MetricNames.StageDuration, "s", "Where a request's time went. All stages but gc_pause add up to its duration plus ingress_wait.");
        // Counted here and read when somebody asks: an observed counter costs a request an increment, a told one a search for its series.
        meter.CreateObservableCounter(MetricNames.Requests, () => routes.All.SelectMany(route => route.Requests), "{request}", "Requests that ended, by answer, outcome and who has to act on it.");
        meter.CreateObservableUpDownCounter(MetricNames.ActiveRequests, () => Active(routes), "{request}", "Requests in progress.");
    }

    public void Ended(RequestSignals signals, RouteSignals route, string method, int code, RequestOutcome outcome)
    {
        route.Count(method, code, outcome);
        _durations.Record(signals.Duration.TotalSeconds, route.OfDuration(outcome.Outcome));
        for (var stage = Stage.IngressWait; stage <= Stage.GcPause; stage++)
        {
            if (signals.In(stage) is { Ticks: > 0 } spent) _stages.Record(spent.TotalSeconds, route.OfStage(stage));
        }
    }

    private static IEnumerable<Measurement<int>> Active(RoutesWithSignals routes) =>
        routes.All.Select(route => new Measurement<int>(route.Active, new KeyValuePair<string, object?>(MetricNames.Route, route.Name)));
}
