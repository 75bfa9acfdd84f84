using Gateway.Redis;
using Gateway.Sessions;
using StackExchange.Redis;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Leases as keys that expire: a replica that dies holds up the others for four seconds at most. While a replica lives it renews
/// its lease, so that a slow provider does not make two replicas redeem one token.
/// </summary>
internal sealed class RedisRefreshLeases(RedisConnection redis, TimeProvider time) : IRefreshLeases
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);
    // For the way to the provider, and for clocks that run apart.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);
    // A store that comes back has lost its leases. Whoever redeemed a token while it was away stores the new one first.
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(1);

    private int _taken;

    public async Task<LeaseAnswer> TryTakeAsync(SessionId session)
    {
        if (redis.ReconnectedAgo is { } since && since < SettledAfter) return LeaseAnswer.Held.Instance;

        var key = (RedisKey)RedisKeys.RefreshLease(session.Value);
        var owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Interlocked.Increment(ref _taken)}";
        var askedAt = time.GetTimestamp();
        try
        {
            return await redis.AskAsync(RedisOperation.RefreshLease, database => database.LockTakeAsync(key, owner, Duration, CommandFlags.DemandMaster))
                ? new LeaseAnswer.Taken(new Lease(redis, key, owner, askedAt, time))
                : LeaseAnswer.Held.Instance;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            return LeaseAnswer.Unavailable.Instance;
        }
    }

    private sealed class Lease : IRefreshLease
    {
        private readonly RedisConnection _redis;
        private readonly RedisKey _key;
        private readonly string _owner;
        private readonly TimeProvider _time;
        private readonly CancellationTokenSource _released = new();
        private readonly Task _renewing;
        private long _confirmedAt;

        public Lease(RedisConnection redis, RedisKey key, string owner, long confirmedAt, TimeProvider time)
        {
            (_redis, _key, _owner, _confirmedAt, _time) = (redis, key, owner, confirmedAt, time);
            _renewing = RenewAsync();
        }

        public bool IsHeld => _time.GetElapsedTime(Volatile.Read(ref _confirmedAt)) < Duration - Margin;

        public async ValueTask DisposeAsync()
        {
            await _released.CancelAsync();
            await _renewing;
            _released.Dispose();
            await TryAsync(database => database.LockReleaseAsync(_key, _owner, CommandFlags.DemandMaster));
        }

        private async Task RenewAsync()
        {
            while (true)
            {
                await Task.Delay(RenewEvery, _time, _released.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_released.IsCancellationRequested) return;

                var askedAt = _time.GetTimestamp();
                if (await TryAsync(database => database.LockExtendAsync(_key, _owner, Duration, CommandFlags.DemandMaster))) Volatile.Write(ref _confirmedAt, askedAt);
            }
        }

        // What is not renewed or released runs out by itself.
        private async Task<bool> TryAsync(Func<IDatabase, Task<bool>> ask)
        {
            try
            {
                return await _redis.AskAsync(RedisOperation.RefreshLease, ask);
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
            {
                return false;
            }
        }
    }
}
