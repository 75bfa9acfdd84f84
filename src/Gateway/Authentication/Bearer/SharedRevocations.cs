using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Revoked JWTs, for replicas that did not hear of it: those that start later, and those whose channel had a gap. Nobody else can be
/// asked: the signature of a revoked JWT stays good to its end. A replica that hears reads the whole list; until it has, it asks about
/// each JWT it has not looked at before.
/// </summary>
internal sealed class SharedRevocations
{
    private const int Page = 1_000;

    // What no token says of itself is not known; by then whoever signs for longer has other troubles.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private readonly RedisConnection _redis;
    private readonly RevokedTokens _revoked;
    private readonly InvalidationChannel _channel;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _caughtUpTo = -1;
    private long _failedAt;

    public SharedRevocations(RedisConnection redis, RevokedTokens revoked, InvalidationChannel channel, TimeProvider time, ILogger<SharedRevocations> logger)
    {
        (_redis, _revoked, _channel, _time, _logger) = (redis, revoked, channel, time, logger);
        channel.Heard += () => _ = CatchUpAsync();
    }

    /// <summary>Whether every revocation is known here: the channel is heard, what was said before has been read, and nothing had to be forgotten.</summary>
    public bool IsCaughtUp => _channel.IsHeard && Volatile.Read(ref _caughtUpTo) == _channel.MissedBefore && _revoked.IsWhole;

    /// <summary>False when it could not be written.</summary>
    public async Task<bool> TryAddAsync(TokenHash token, DateTimeOffset? expires)
    {
        try
        {
            var now = _time.GetUtcNow();
            var until = expires is { } end && end - now < Longest ? end + ClaimRules.Skew : now + Longest;
            await _redis.AskAsync(RedisOperation.RevokedTokens, async database =>
            {
                await database.SortedSetRemoveRangeByScoreAsync(RedisKeys.RevokedTokens, double.NegativeInfinity, now.ToUnixTimeSeconds());
                await database.SortedSetAddAsync(RedisKeys.RevokedTokens, token.ToString(), until.ToUnixTimeSeconds());
            });
            return true;
        }
        catch (Exception failure) when (IsOfStore(failure))
        {
            return Failed(failure);
        }
    }

    /// <summary>
    /// Notes the token when it is on the list and this replica may have missed it. A store that does not answer revokes nothing, and
    /// is left alone for a second: routes for JWTs do not depend on it.
    /// </summary>
    public async ValueTask LookForAsync(TokenHash token)
    {
        if (IsCaughtUp || (Volatile.Read(ref _failedAt) is not 0 and var last && _time.GetElapsedTime(last) < TryAgainAfter)) return;
        try
        {
            if (await _redis.AskAsync(RedisOperation.RevokedTokens, database => database.SortedSetScoreAsync(RedisKeys.RevokedTokens, token.ToString())) is not null) _revoked.Note(token);
        }
        catch (Exception failure) when (IsOfStore(failure))
        {
            Failed(failure);
        }
    }

    // Until it is read to the end, or the channel is lost again: then the next time it is heard begins anew.
    private async Task CatchUpAsync()
    {
        var upTo = _channel.MissedBefore;
        while (_channel.IsHeard && _channel.MissedBefore == upTo)
        {
            if (await TryReadAsync())
            {
                Volatile.Write(ref _caughtUpTo, upTo);
                return;
            }

            await Task.Delay(TryAgainAfter, _time);
        }
    }

    private async Task<bool> TryReadAsync()
    {
        try
        {
            var now = _time.GetUtcNow().ToUnixTimeSeconds();
            await _redis.AskAsync(RedisOperation.RevokedTokens, async database =>
            {
                await foreach (var entry in database.SortedSetScanAsync(RedisKeys.RevokedTokens, pageSize: Page))
                {
                    if (entry.Score >= now && TokenHash.TryParse((string)entry.Element!, out var token)) _revoked.Note(token);
                }
            });

            return true;
        }
        catch (Exception failure) when (IsOfStore(failure))
        {
            return Failed(failure);
        }
    }

    private bool Failed(Exception failure)
    {
        Volatile.Write(ref _failedAt, _time.GetTimestamp());
        _logger.RevocationsUnavailable(failure.GetType().Name);
        return false;
    }

    private static bool IsOfStore(Exception failure) => failure is RedisException or TimeoutException or ObjectDisposedException;
}
