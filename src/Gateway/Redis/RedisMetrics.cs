using System.Diagnostics.Metrics;
using Gateway.Signals;

namespace Gateway.Redis;

/// <summary>The store as this replica sees it. Its client library has no meter of its own.</summary>
internal sealed class RedisMetrics
{
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;

    public RedisMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MetricNames.Meter);
        _duration = _meter.CreateHistogram<double>(MetricNames.RedisDuration, "s", "How long the store took to answer, by purpose and result; scripts of several commands as one.");
    }

    /// <summary>Shows the state and the backlog of the connection whenever somebody reads.</summary>
    public void Watch(RedisConnection connection)
    {
        _meter.CreateObservableGauge(MetricNames.RedisState, () => States(connection.State), unit: null, "1 for the state the connection to the store is in.");
        _meter.CreateObservableGauge(
            MetricNames.RedisBacklog, () => Backlog(connection.Counters), "{command}", "Commands that wait to be sent (unsent) and for their answer (sent).");
    }

    public void Asked(RedisOperation operation, RedisOutcome outcome, TimeSpan duration) => _duration.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>(MetricNames.Operation, operation.ToTag()),
        new KeyValuePair<string, object?>(MetricNames.Result, outcome.ToTag()));

    private static IEnumerable<Measurement<long>> States(RedisState present) => RedisStates.All.Select(state =>
        new Measurement<long>(state == present ? 1 : 0, new KeyValuePair<string, object?>(MetricNames.State, state.ToTag())));

    private static IEnumerable<Measurement<long>> Backlog((long Unsent, long Sent) counters) =>
    [
        new(counters.Unsent, new KeyValuePair<string, object?>(MetricNames.State, "unsent")),
        new(counters.Sent, new KeyValuePair<string, object?>(MetricNames.State, "sent")),
    ];
}
