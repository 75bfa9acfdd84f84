using Gateway.Redis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using StackExchange.Redis;

namespace Gateway.Authentication;

/// <summary>
/// Keeps the ring of keys that protects a login in progress (state and nonce), so that any replica, also of the next release,
/// can finish what another began. Keys are made here, under a lock, because replicas that start together would each make their
/// own and not know the others'. Nothing else needs the ring: sessions open without it.
/// </summary>
internal sealed class LoginKeys(
    RedisConnection redis, SharedKeys keys, IDataProtectionProvider protection, TimeProvider time, ILogger<LoginKeys> logger) : BackgroundService
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(14);
    // A new key is used only once all replicas know it.
    private static readonly TimeSpan ActivateAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);
    private const int TriesAtStart = 10;
    private static readonly TimeSpan HoldLockFor = TimeSpan.FromSeconds(3);

    private readonly IDataProtector _probe = protection.CreateProtector("probe");
    private readonly string _me = Guid.NewGuid().ToString("N");
    private volatile bool _unreadable;
    private HashSet<Guid> _seen = [];

    /// <summary>False while the ring cannot be read: then no login can begin or end, and that must not look like a bad login.</summary>
    public bool AreReadable()
    {
        try
        {
            _probe.Protect([]);
            _unreadable = false;
            return true;
        }
        catch (Exception failure)
        {
            Complain(failure);
            return false;
        }
    }

    /// <summary>Waits for the ring, but not long: a replica that is ready can begin a login, if its store is there at all.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < TriesAtStart && redis.IsConnected && !await TryEnsureKeyAsync(); tries++)
        {
            await Task.Delay(RetryAfter, time, cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var done = await TryEnsureKeyAsync();
            await Task.Delay(done ? CheckEvery : RetryAfter, time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryEnsureKeyAsync()
    {
        try
        {
            // Asking also reads the ring into memory: the first login of a new replica must not wait for that.
            if (HasKeyFor(RenewBefore)) return AreReadable();

            if (!await TakeLockAsync()) return false;
            try
            {
                if (!HasKeyFor(RenewBefore)) Add();
                return AreReadable();
            }
            finally
            {
                await redis.AskAsync(RedisOperation.LoginKeys, database => database.LockReleaseAsync(RedisKeys.KeyRingLock, _me));
            }
        }
        catch (Exception failure)
        {
            // A look that failed says nothing of the ring this replica holds; AreReadable decides.
            Complain(failure);
            return false;
        }
    }

    private void Complain(Exception failure)
    {
        if (!_unreadable) logger.LoginKeysUnreadable(failure.GetType().Name);
        _unreadable = true;
    }

    // An answer that came too late to be heard may have been a yes.
    private async Task<bool> TakeLockAsync() =>
        await redis.AskAsync(RedisOperation.LoginKeys, database => database.LockTakeAsync(RedisKeys.KeyRingLock, _me, HoldLockFor))
        || await redis.AskAsync(RedisOperation.LoginKeys, database => database.LockQueryAsync(RedisKeys.KeyRingLock)) == _me;

    private bool HasKeyFor(TimeSpan ahead)
    {
        var until = time.GetUtcNow() + ahead;
        var all = keys.GetAllKeys();
        if (!_seen.SetEquals(all.Select(key => key.KeyId)))
        {
            var known = _seen.Count > 0;
            _seen = [.. all.Select(key => key.KeyId)];
            if (known) keys.Changed();
        }

        return all.Any(key => !key.IsRevoked && key.ExpirationDate > until && IsUsable(key));
    }

    // A key written under another Gateway:Keys:Secret is none of ours.
    private static bool IsUsable(IKey key)
    {
        try
        {
            return key.CreateEncryptor() is not null;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void Add()
    {
        var now = time.GetUtcNow();
        var activation = HasKeyFor(TimeSpan.Zero) ? now + ActivateAfter : now;
        keys.CreateNewKey(activation, now + Lifetime);
        logger.LoginKeyAdded(activation);
    }
}
