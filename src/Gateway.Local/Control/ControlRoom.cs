using Gateway.Local.Front;
using Gateway.Local.Identity;
using Gateway.Local.Replicas;
using Gateway.Local.Store;

namespace Gateway.Local.Control;

/// <summary>What can be done to the running stack, and what is seen of it.</summary>
internal sealed class ControlRoom(
    EmbeddedStore store, IdentityProvider identity, ReplicaSet replicas, FrontBalancer front, TimeProvider time)
{
    private int _redeploying;

    public EmbeddedStore Store => store;

    public IdentityProvider Identity => identity;

    public ReplicaSet Replicas => replicas;

    public ControlState State() => new(
        front.Address,
        store.IsRunning,
        identity.IsRunning,
        Volatile.Read(ref _redeploying) != 0,
        [.. replicas.Slots.Select(slot => new ReplicaState(slot.Number, slot.Current?.ProcessId, slot.Current?.Address, slot.Current?.Operations,
            slot.Current is { Exited.IsCompleted: false }, slot.Crashes))],
        front.Traffic.Now);

    /// <summary>Replaces every replica, one at a time. Null when a redeploy is already under way.</summary>
    /// <exception cref="ReplicaFailedException">A replacement did not become ready; its predecessor stays, and so do the others.</exception>
    public async Task<RedeployResult?> RedeployAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _redeploying, 1) != 0) return null;
        try
        {
            var started = time.GetTimestamp();
            var before = front.Traffic.Now;
            var drained = 0;
            foreach (var slot in replicas.Slots)
                if (await replicas.ReplaceAsync(slot, cancellationToken)) drained++;
            var during = front.Traffic.Now - before;
            return new RedeployResult(replicas.Slots.Count, drained, Math.Round(time.GetElapsedTime(started).TotalSeconds, 3), during.Requests, during.Failed);
        }
        finally
        {
            Volatile.Write(ref _redeploying, 0);
        }
    }
}

/// <param name="Replaced">Replicas that have a successor now.</param>
/// <param name="Drained">Of their predecessors, those that ended by themselves; the others were killed after a time-out.</param>
/// <param name="Seconds">From the first start to the last end.</param>
/// <param name="RequestsDuring">Requests the front answered meanwhile.</param>
/// <param name="FailedDuring">Of these, answered with a status of 500 or above.</param>
internal sealed record RedeployResult(int Replaced, int Drained, double Seconds, long RequestsDuring, long FailedDuring);

internal sealed record ControlState(
    Uri Front, bool StoreRunning, bool IdentityRunning, bool Redeploying, IReadOnlyList<ReplicaState> Replicas, FrontCount Traffic);

internal sealed record ReplicaState(int Number, int? ProcessId, Uri? Address, Uri? Operations, bool Running, int Crashes);
