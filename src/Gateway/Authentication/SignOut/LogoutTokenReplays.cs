using Gateway.Redis;
using Gateway.Sessions.Listing;
using Gateway.Sessions;
using StackExchange.Redis;

namespace Gateway.Authentication.SignOut;

internal enum LogoutTokenUse
{
    First,
    Replayed,

    /// <summary>The store did not answer.</summary>
    Unknown,
}

/// <summary>Logout tokens that were obeyed, at whichever replica: none is obeyed twice while it would still be accepted.</summary>
internal sealed class LogoutTokenReplays(RedisConnection redis, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public async Task<LogoutTokenUse> UseAsync(LogoutToken token)
    {
        var usable = token.UsableUntil - time.GetUtcNow();
        try
        {
            var first = await redis.Database.StringSetAsync(
                Key(token), RedisValue.EmptyString, usable > Shortest ? usable : Shortest, When.NotExists, CommandFlags.DemandMaster);
            return first ? LogoutTokenUse.First : LogoutTokenUse.Replayed;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            return LogoutTokenUse.Unknown;
        }
    }

    /// <summary>The sessions could not be ended after all: the provider may send the same token again.</summary>
    public async Task ReleaseAsync(LogoutToken token)
    {
        try
        {
            await redis.Database.KeyDeleteAsync(Key(token), CommandFlags.DemandMaster);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The store is away; the provider has to make a new token.
        }
    }

    private static RedisKey Key(LogoutToken token) => RedisKeys.LogoutToken(SessionIndexKeys.Hash(token.Issuer, token.Id));
}
