namespace Gateway.Operations;

/// <summary>
/// Whether this replica may take traffic. A shared dependency that is down does not count: every replica would say no at once
/// and the store's outage would become everybody's.
/// </summary>
internal sealed class Readiness
{
    private volatile ReplicaState _state = ReplicaState.Starting;

    public ReplicaState State => _state;

    public void Serve() => _state = ReplicaState.Ready;

    public void Drain() => _state = ReplicaState.Draining;
}

internal enum ReplicaState
{
    Starting,
    Ready,
    Draining,
}
