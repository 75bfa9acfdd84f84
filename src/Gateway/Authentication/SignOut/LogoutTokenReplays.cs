using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Sessions.Listing;
using StackExchange.Redis;

namespace Gateway.Authentication.SignOut;

internal enum LogoutTokenUse
{
    First,
    Replayed,

    /// <summary>The store did not answer.</summary>
    Unknown,
}

/// <summary>
/// Logout tokens that were obeyed, at whichever replica: none is obeyed twice while it would still be accepted. The mark is short
/// until the sessions are ended: a replica that dies before must not turn the provider's next attempt into a replay.
/// </summary>
internal sealed class LogoutTokenReplays(RedisConnection redis, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InProgress = TimeSpan.FromSeconds(10);

    /// <summary>Marks it as being obeyed; <see cref="KeepAsync"/> or <see cref="ReleaseAsync"/> must follow.</summary>
    public async Task<LogoutTokenUse> BeginAsync(LogoutToken token)
    {
        try
        {
            var first = await redis.AskAsync(RedisOperation.LogoutToken, database =>
                database.StringSetAsync(Key(token), RedisValue.EmptyString, InProgress, When.NotExists, CommandFlags.DemandMaster));
            return first ? LogoutTokenUse.First : LogoutTokenUse.Replayed;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            return LogoutTokenUse.Unknown;
        }
    }

    /// <summary>Its sessions are ended. False when the store did not answer: then it could be obeyed once more.</summary>
    public async Task<bool> KeepAsync(LogoutToken token)
    {
        var usable = token.UsableUntil - time.GetUtcNow();
        try
        {
            return await redis.AskAsync(RedisOperation.LogoutToken, database =>
                database.StringSetAsync(Key(token), RedisValue.EmptyString, usable > Shortest ? usable : Shortest, When.Always, CommandFlags.DemandMaster));
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The sessions could not be ended after all: the provider may send the same token again.</summary>
    public async Task ReleaseAsync(LogoutToken token)
    {
        try
        {
            await redis.AskAsync(RedisOperation.LogoutToken, database => database.KeyDeleteAsync(Key(token), CommandFlags.DemandMaster));
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The store is away; the mark ends by itself in seconds.
        }
    }

    // No client id has a line feed in it (RFC 6749, A.1).
    internal static RedisKey Key(LogoutToken token) => RedisKeys.LogoutToken(SessionIndexKeys.Hash(token.Issuer, $"{token.ClientId}\n{token.Id}"));
}
