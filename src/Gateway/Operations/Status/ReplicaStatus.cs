using Gateway.Rollout;

namespace Gateway.Operations.Status;

/// <summary>Which replica this is and how it is: what <c>/api/status</c> and the head of every page say.</summary>
internal sealed class ReplicaStatus(ReleaseIdentity release, Readiness readiness, DependencyWatch dependencies, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();

    public ReleaseIdentity Release => release;

    public ReplicaState State => readiness.State;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public TimeSpan Uptime => time.GetElapsedTime(_startedAt);

    public IReadOnlyList<WatchedDependency> Dependencies => dependencies.Current;
}
