using Gateway.Local.Front;

namespace Gateway.Local.Replicas;

/// <summary>Keeps the replicas running: starts them, replaces them one at a time, and starts another one where one is lost.</summary>
internal sealed class ReplicaSet(ReplicaOptions options, FrontBalancer front, TimeProvider time, ILogger<ReplicaSet> logger) : IAsyncDisposable
{
    private static readonly TimeSpan LongestRestartDelay = TimeSpan.FromSeconds(5);

    private readonly ReplicaSlot[] _slots = [.. Enumerable.Range(1, options.Count).Select(number => new ReplicaSlot(number))];
    private readonly ReplicaReadiness _readiness = new(time);
    private readonly CancellationTokenSource _stopping = new();

    public IReadOnlyList<ReplicaSlot> Slots => _slots;

    /// <exception cref="ReplicaFailedException">A replica did not become ready: the stack as a whole has not started.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(_slots.Select(async slot =>
    {
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            await PlaceAsync(slot, cancellationToken);
        }
        finally
        {
            slot.Gate.Release();
        }
    }));

    /// <summary>
    /// Replaces what occupies the slot without losing a request: the newcomer is ready and takes traffic before its predecessor gets no
    /// more and is told to drain. True when the predecessor ended by itself.
    /// </summary>
    public async Task<bool> ReplaceAsync(ReplicaSlot slot, CancellationToken cancellationToken)
    {
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            var old = slot.Current;
            await PlaceAsync(slot, cancellationToken);
            if (old is null) return true;
            await front.RemoveAsync(old);
            var byItself = await old.TerminateAsync(options.ExitWithin, time);
            logger.Drained(old.Number, old.ProcessId, byItself);
            old.Dispose();
            return byItself;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Kills the process on the spot, as a crash or the machine would. Another one is started.</summary>
    public bool Kill(int number)
    {
        var replica = _slots.SingleOrDefault(slot => slot.Number == number)?.Current;
        replica?.Kill();
        return replica is not null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_slots.Select(async slot =>
        {
            await slot.Gate.WaitAsync();
            if (slot.Current is { } replica) await replica.TerminateAsync(options.StopWithin, time);
            slot.Dispose();
        }));
        _readiness.Dispose();
        _stopping.Dispose();
    }

    private async Task PlaceAsync(ReplicaSlot slot, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var replica = ReplicaProcess.Start(options, slot.Number);
        try
        {
            await _readiness.WaitAsync(replica, options.ReadyWithin, given.Token);
            await front.AddAsync(replica);
        }
        catch
        {
            replica.Dispose();
            throw;
        }

        Occupy(slot, replica);
    }

    private void Occupy(ReplicaSlot slot, ReplicaProcess replica)
    {
        slot.Current = replica;
        logger.Placed(slot.Number, replica.ProcessId, replica.Address, replica.Operations);
        _ = KeepAsync(slot, replica);
    }

    private async Task KeepAsync(ReplicaSlot slot, ReplicaProcess replica)
    {
        await replica.Exited;
        if (_stopping.IsCancellationRequested || slot.Current != replica) return;
        try
        {
            await front.RemoveAsync(replica);
            await slot.Gate.WaitAsync(_stopping.Token);
            try
            {
                // Somebody else may have replaced it while we waited.
                if (slot.Current != replica) return;
                slot.Crashes++;
                logger.Lost(replica.Number, replica.ProcessId, replica.ExitCode);
                await PlaceUntilItHoldsAsync(slot);
                replica.Dispose();
            }
            finally
            {
                slot.Gate.Release();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The stack stops; nothing is to be kept.
        }
    }

    private async Task PlaceUntilItHoldsAsync(ReplicaSlot slot)
    {
        for (var delay = TimeSpan.FromMilliseconds(250); ; delay = delay * 2 < LongestRestartDelay ? delay * 2 : LongestRestartDelay)
        {
            try
            {
                await PlaceAsync(slot, _stopping.Token);
                return;
            }
            catch (ReplicaFailedException failure)
            {
                logger.DoesNotStart(slot.Number, failure.Message, delay);
                await Task.Delay(delay, time, _stopping.Token);
            }
        }
    }
}
