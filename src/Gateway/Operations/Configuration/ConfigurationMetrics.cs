using System.Diagnostics.Metrics;
using Gateway.Signals;

namespace Gateway.Operations.Configuration;

internal sealed class ConfigurationMetrics
{
    private readonly Counter<long> _reloads;

    public ConfigurationMetrics(IMeterFactory meters) =>
        _reloads = meters.Create(MetricNames.Meter).CreateCounter<long>(
            MetricNames.ConfigurationReloads, "{reload}", "Changed configurations, by result: accepted or refused.");

    public void Accepted() => Record("accepted");

    public void Refused() => Record("refused");

    private void Record(string result) => _reloads.Add(1, new KeyValuePair<string, object?>(MetricNames.Result, result));
}
