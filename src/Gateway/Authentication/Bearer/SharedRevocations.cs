using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Revoked JWTs, for replicas that did not hear of it: those that start later, and those whose channel had a gap. Nobody else can be
/// asked: the signature of a revoked JWT stays good to its end.
/// </summary>
internal sealed class SharedRevocations(RedisConnection redis, TimeProvider time, ILogger<SharedRevocations> logger)
{
    // What no token says of itself is not known; by then whoever signs for longer has other troubles.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>False when it could not be written.</summary>
    public async Task<bool> TryAddAsync(TokenHash token, DateTimeOffset? expires)
    {
        try
        {
            var now = time.GetUtcNow();
            var until = expires is { } end && end - now < Longest ? end + ClaimRules.Skew : now + Longest;
            await redis.Database.SortedSetRemoveRangeByScoreAsync(RedisKeys.RevokedTokens, double.NegativeInfinity, now.ToUnixTimeSeconds());
            await redis.Database.SortedSetAddAsync(RedisKeys.RevokedTokens, token.ToString(), until.ToUnixTimeSeconds());
            return true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            logger.RevocationsUnavailable(failure.GetType().Name);
            return false;
        }
    }

    /// <summary>Those of tokens that have not expired; empty when they cannot be read.</summary>
    public async Task<IReadOnlyList<TokenHash>> ReadAsync()
    {
        try
        {
            var known = await redis.Database.SortedSetRangeByScoreAsync(
                RedisKeys.RevokedTokens, time.GetUtcNow().ToUnixTimeSeconds(), take: RevokedTokens.Capacity, order: Order.Descending);
            return [.. known.Select(text => (Parsed: TokenHash.TryParse((string)text!, out var hash), hash)).Where(read => read.Parsed).Select(read => read.hash)];
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            logger.RevocationsUnavailable(failure.GetType().Name);
            return [];
        }
    }
}
