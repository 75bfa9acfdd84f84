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
    RedisConnection redis, IKeyManager keys, IDataProtectionProvider protection, TimeProvider time, ILogger<LoginKeys> logger) : BackgroundService
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(14);
    // Replicas read the ring anew once a day; a new key is used only once all of them know it.
    private static readonly TimeSpan ActivateAfter = TimeSpan.FromDays(2);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);
    private const int TriesAtStart = 10;
    private static readonly TimeSpan HoldLockFor = TimeSpan.FromSeconds(10);

    private readonly IDataProtector _probe = protection.CreateProtector("probe");

    /// <summary>False while the ring cannot be read: then no login can begin or end, and that must not look like a bad login.</summary>
    public bool AreReadable()
    {
        try
        {
            _probe.Protect([]);
            return true;
        }
        catch (Exception failure)
        {
            logger.LoginKeysUnreadable(failure.GetType().Name);
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
            if (HasKeyFor(RenewBefore)) return true;

            var token = Guid.NewGuid().ToString("N");
            if (!await redis.Database.LockTakeAsync(RedisKeys.KeyRingLock, token, HoldLockFor)) return false;
            try
            {
                if (!HasKeyFor(RenewBefore)) Add();
                return true;
            }
            finally
            {
                await redis.Database.LockReleaseAsync(RedisKeys.KeyRingLock, token);
            }
        }
        catch (Exception failure)
        {
            logger.LoginKeysUnreadable(failure.GetType().Name);
            return false;
        }
    }

    private bool HasKeyFor(TimeSpan ahead)
    {
        var until = time.GetUtcNow() + ahead;
        return keys.GetAllKeys().Any(key => !key.IsRevoked && key.ExpirationDate > until);
    }

    private void Add()
    {
        var now = time.GetUtcNow();
        var activation = HasKeyFor(TimeSpan.Zero) ? now + ActivateAfter : now;
        keys.CreateNewKey(activation, now + Lifetime);
        logger.LoginKeyAdded(activation);
    }
}
