namespace Gateway.Signals.Saturation;

/// <param name="Sockets">Null where the table cannot be read, or could not be this time.</param>
/// <param name="Drops">Null where the kernel does not say.</param>
internal sealed record TcpSnapshot(SocketCounts? Sockets, ListenDrops? Drops);

/// <summary>
/// Reads the tables once for all the instruments of a scrape, and for scrapes that come together: with tens of thousands of sockets
/// it costs milliseconds.
/// </summary>
/// <param name="traffic">What the process itself has counted.</param>
/// <param name="trafficPorts">Ports the gateway serves traffic on, as bound; empty until it does.</param>
/// <param name="tables">Ways to the kernel's table, the best first.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where a way that is closed is reported, once.</param>
internal sealed class TcpSnapshots(
    TcpTraffic traffic, Func<IReadOnlySet<int>> trafficPorts, IEnumerable<ISocketTable> tables, TimeProvider time, ILogger<TcpSnapshots> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);
    private static readonly TcpSnapshot Nothing = new(null, null);

    private readonly Lock _lock = new();
    private readonly Queue<ISocketTable> _tables = new(tables);
    private TcpSnapshot _last = Nothing;
    private long? _readAt;

    public TcpSnapshot Current
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return Nothing;
            lock (_lock)
            {
                if (_readAt is { } at && time.GetElapsedTime(at) < Fresh) return _last;
                _last = new TcpSnapshot(ReadSockets(), ListenDrops.TryRead());
                _readAt = time.GetTimestamp();
                return _last;
            }
        }
    }

    // A way that is closed is closed for good: a sandbox does not change its mind. One that failed has failed at this scrape, and is likely
    // to fail when its figures are wanted most.
    private SocketCounts? ReadSockets()
    {
        while (_tables.TryPeek(out var table))
        {
            var counts = new SocketCounts(trafficPorts(), traffic.Endpoints, traffic.Held);
            var reading = table.Read(counts);
            if (reading == SocketReading.Whole) return counts;
            if (reading == SocketReading.Failed) return null;

            _tables.Dequeue();
            if (_tables.TryPeek(out var next)) logger.SocketTableClosed(table.Name, next.Name);
            else logger.NoSocketTable(table.Name);
        }

        return null;
    }
}
