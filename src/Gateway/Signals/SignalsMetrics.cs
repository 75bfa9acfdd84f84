using System.Diagnostics.Metrics;
using Gateway.Signals.LoadBalancer;

namespace Gateway.Signals;

/// <summary>What the signals say of themselves.</summary>
internal sealed class SignalsMetrics
{
    private readonly Counter<long> _linesLost;
    private readonly Counter<long> _ingressRefused;

    public SignalsMetrics(IMeterFactory meters, Build build)
    {
        var meter = meters.Create(MetricNames.Meter);
        _linesLost = meter.CreateCounter<long>(MetricNames.AccessLogLost, "{line}", "Access log lines that could not be written.");
        _ingressRefused = meter.CreateCounter<long>(MetricNames.IngressRefused, "{request}", "Starts told by the load balancer that could not be believed, by reason.");
        meter.CreateObservableGauge(MetricNames.BuildInfo, () => build.Measurement, unit: null, "1 for the release this replica runs.");
    }

    public void AccessLogLineLost() => _linesLost.Add(1);

    public void IngressRefused(RequestStartKind kind) => _ingressRefused.Add(1, new KeyValuePair<string, object?>(MetricNames.Result, kind.ToTag()));
}

/// <summary>The release whose signals these are.</summary>
internal sealed record Build(string Version, string Commit)
{
    public Measurement<int> Measurement => new(
        1, new KeyValuePair<string, object?>(MetricNames.Version, Version), new KeyValuePair<string, object?>(MetricNames.Commit, Commit));
}
