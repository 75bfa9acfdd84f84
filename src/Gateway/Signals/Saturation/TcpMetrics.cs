using System.Diagnostics.Metrics;

namespace Gateway.Signals.Saturation;

/// <summary>
/// TCP as the kernel has it, read when somebody asks. What it says of listening sockets, and of ports and addresses two processes share,
/// is said of the network namespace: the container's, the pod's, or without either the whole machine's.
/// </summary>
internal sealed class TcpMetrics
{
    private readonly TcpTraffic _traffic;
    private readonly TcpSnapshots _snapshots;

    public TcpMetrics(IMeterFactory meters, TcpTraffic traffic, TcpSnapshots snapshots)
    {
        (_traffic, _snapshots) = (traffic, snapshots);
        var meter = meters.Create(MetricNames.Meter);
        meter.CreateObservableUpDownCounter(
            MetricNames.TcpConnections, Connections, "{connection}", "TCP connections to clients, upstreams and the store, by the kernel's state.");
        meter.CreateObservableCounter(
            MetricNames.TcpOpened, Opened, "{connection}", "Connections accepted from clients, and opened to upstreams and the store.");
        meter.CreateObservableCounter(
            MetricNames.TcpListenDrops, Drops, "{connection}",
            "Connections the kernel turned away at a listening socket of this network namespace: overflow (the accept queue was full) or other.");
        meter.CreateObservableUpDownCounter(
            MetricNames.TcpListenQueue, Waiting, "{connection}", "Connections at the traffic ports that wait to be accepted.");
    }

    // Every side and state, zeros too: a series that comes and goes cannot be told from one that is not scraped.
    private IEnumerable<Measurement<long>> Connections()
    {
        if (_snapshots.Current.Sockets is not { } sockets) yield break;
        foreach (var side in TcpSides.All)
            foreach (var state in TcpStates.All)
                yield return new(sockets[side, state], new(MetricNames.Side, side.ToTag()), new(MetricNames.State, state.ToTag()));
    }

    private IEnumerable<Measurement<long>> Opened() => TcpSides.All.Select(side =>
        new Measurement<long>(_traffic.Opened(side), new KeyValuePair<string, object?>(MetricNames.Side, side.ToTag())));

    private IEnumerable<Measurement<long>> Drops() => _snapshots.Current.Drops is { } drops
        ?
        [
            new(drops.Overflows, new KeyValuePair<string, object?>(MetricNames.Cause, "overflow")),
            new(drops.Others, new KeyValuePair<string, object?>(MetricNames.Cause, "other")),
        ]
        : [];

    private IEnumerable<Measurement<long>> Waiting() => _snapshots.Current.Sockets is { } sockets ? [new(sockets.Waiting)] : [];
}
