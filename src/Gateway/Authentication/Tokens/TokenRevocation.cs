using System.Security.Cryptography;
using Gateway.Sessions;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Revokes the refresh tokens of sessions that ended here, behind everybody's back: nobody waits for it, and a provider that is
/// down keeps nobody from signing out. Orders lie sealed in Redis until they are done, so that any replica can do them; where
/// Redis or the key ring does not answer, in this replica's memory.
/// </summary>
internal sealed class TokenRevocation(
    RememberedSessions sessions, RevocationQueue queue, RevocationCall provider, TimeProvider time, ILogger<TokenRevocation> logger) : BackgroundService
{
    private const int AtOnce = 8;

    private static readonly TimeSpan LeftUnreadFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly KeptOrders _kept = new();
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private CancellationToken _stopping;

    /// <summary>Orders that nothing but this replica's memory knows.</summary>
    public int Kept => _kept.Count;

    public override void Dispose()
    {
        _turns.Dispose();
        base.Dispose();
    }

    public void Start(UserSession session, SessionEndCause cause)
    {
        // A user who signs in again has not left, and with one refresh token a provider may void all of the grant (RFC 7009, 2.1).
        if (cause == SessionEndCause.Replaced || session.Tokens.RefreshToken is not { } refreshToken) return;

        var order = new RevocationOrder(session.Frontend, session.Id.Value, refreshToken, time.GetUtcNow());
        _ = Task.Run(() => BeginAsync(order), CancellationToken.None);
    }

    /// <summary>Does what is due, whoever was given it.</summary>
    internal async Task WorkAsync()
    {
        await Parallel.ForEachAsync(_kept.TakeDue(time.GetUtcNow()), Options(), async (order, _) => await BeginAsync(order));
        try
        {
            await Parallel.ForEachAsync(await queue.TakeDueAsync(AtOnce * 4), Options(), async (taken, _) => await ContinueAsync(taken));
        }
        catch (Exception failure)
        {
            logger.RevocationsUnreachable(failure.GetType().Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        sessions.EndedHere += Start;
        while (!stoppingToken.IsCancellationRequested)
        {
            await WorkAsync();
            await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static ParallelOptions Options() => new() { MaxDegreeOfParallelism = AtOnce };

    // An administrator may end thousands of sessions at once: what is stored and finds no turn free is left to the queue.
    private async Task BeginAsync(RevocationOrder order)
    {
        var taken = await TryStoreAsync(order);
        if (!await _turns.WaitAsync(taken is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero)) return;
        try
        {
            await (taken is null ? AttemptKeptAsync(order) : AttemptAsync(order, taken));
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<byte[]?> TryStoreAsync(RevocationOrder order)
    {
        try
        {
            var sealedOrder = queue.Seal(order);
            return await queue.AddTakenAsync(sealedOrder) ? sealedOrder : null;
        }
        catch (Exception failure)
        {
            logger.RevocationsUnreachable(failure.GetType().Name);
            return null;
        }
    }

    private Task ContinueAsync(byte[] taken)
    {
        if (queue.Open(taken) is { } order) return AttemptAsync(order, taken);

        // Sealed by replicas with other keys, who may be there yet: in the middle of a rollout, for one.
        logger.RevocationUnreadable();
        return RevocationQueue.IsOlderThan(RevocationSchedule.GiveUpAfter, taken, time.GetUtcNow()) ? queue.RemoveAsync(taken) : queue.PostponeAsync(taken, LeftUnreadFor);
    }

    private async Task AttemptAsync(RevocationOrder order, byte[] taken)
    {
        try
        {
            if (await IsDoneWithAsync(order)) await queue.RemoveAsync(taken);
            else await queue.PostponeAsync(taken, WaitOf(order));
        }
        catch (Exception failure)
        {
            // The order lies in Redis and comes back when it does; to revoke a token twice harms nobody.
            logger.RevocationsUnreachable(failure.GetType().Name);
        }
    }

    private async Task AttemptKeptAsync(RevocationOrder order)
    {
        if (await IsDoneWithAsync(order)) return;
        if (!_kept.TryKeep(order, time.GetUtcNow() + WaitOf(order))) logger.RevocationGivenUp(order.Session, "too many wait");
    }

    private async Task<bool> IsDoneWithAsync(RevocationOrder order)
    {
        switch (await provider.TryAsync(order, _stopping))
        {
            case RevocationOutcome.Done or RevocationOutcome.Impossible:
                return true;

            case RevocationOutcome.Refused:
                logger.RevocationGivenUp(order.Session, "the provider refuses");
                return true;

            case RevocationOutcome.Unavailable when time.GetUtcNow() - order.GivenAt > RevocationSchedule.GiveUpAfter:
                logger.RevocationGivenUp(order.Session, "the provider has not answered for a day");
                return true;

            case RevocationOutcome.Unavailable:
                logger.RevocationPostponed(order.Session);
                return false;

            default:
                throw new InvalidOperationException("An outcome without meaning.");
        }
    }

    private TimeSpan WaitOf(RevocationOrder order) => RevocationSchedule.Wait(time.GetUtcNow() - order.GivenAt, RandomNumberGenerator.GetInt32(1000) / 1000.0);
}
