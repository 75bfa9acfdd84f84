namespace Gateway.Benchmarks.Load;

/// <summary>When which request is due: evenly spaced, dealt out to the connections in turn.</summary>
/// <param name="Start">Of the first one, as the clock's timestamp.</param>
/// <param name="Rate">Requests a second over all connections.</param>
/// <param name="Connections">That share them.</param>
/// <param name="WarmUp">What is due within this does not count.</param>
/// <param name="Duration">Of what counts.</param>
internal sealed record PacedSchedule(long Start, int Rate, int Connections, TimeSpan WarmUp, TimeSpan Duration)
{
    public int PerConnection => (int)((WarmUp + Duration).TotalSeconds * Rate) / Connections;

    public bool Counts(int request) => (double)request * Connections / Rate >= WarmUp.TotalSeconds;

    /// <summary>When a connection's request is due.</summary>
    public long Due(int connection, int request) =>
        Start + (long)((((double)request * Connections) + connection) / Rate * TimeProvider.System.TimestampFrequency);
}
