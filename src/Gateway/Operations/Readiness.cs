namespace Gateway.Operations;

/// <summary>
/// Whether this replica may take traffic. A shared dependency that is down does not count: every replica would say no at once
/// and the store's outage would become everybody's.
/// </summary>
internal sealed class Readiness
{
    private volatile ReplicaState _state = ReplicaState.Starting;

    public ReplicaState State => _state;

    /// <summary>Only from <see cref="ReplicaState.Starting"/>: a replica told to stop while it starts never becomes ready.</summary>
    public void Serve() => Interlocked.CompareExchange(ref _state, ReplicaState.Ready, ReplicaState.Starting);

    public void Drain() => Interlocked.Exchange(ref _state, ReplicaState.Draining);
}

internal enum ReplicaState
{
    Starting,
    Ready,
    Draining,
}
