using System.Diagnostics.Metrics;

namespace Gateway.Signals;

/// <summary>What the signals say of themselves.</summary>
internal sealed class SignalsMetrics
{
    private readonly Counter<long> _linesLost;

    public SignalsMetrics(IMeterFactory meters, Build build)
    {
        var meter = meters.Create(MetricNames.Meter);
        _linesLost = meter.CreateCounter<long>(MetricNames.AccessLogLost, "{line}", "Access log lines that could not be written.");
        meter.CreateObservableGauge(MetricNames.BuildInfo, () => build.Measurement, unit: null, "1 for the release this replica runs.");
    }

    public void AccessLogLineLost() => _linesLost.Add(1);
}

/// <summary>The release whose signals these are.</summary>
internal sealed record Build(string Version, string Commit)
{
    public Measurement<int> Measurement => new(
        1, new KeyValuePair<string, object?>(MetricNames.Version, Version), new KeyValuePair<string, object?>(MetricNames.Commit, Commit));
}
