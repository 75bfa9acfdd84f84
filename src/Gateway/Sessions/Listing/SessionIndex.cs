using Gateway.Frontends;
using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Sessions.Listing;

/// <summary>
/// Finds sessions without their cookies: a sorted set for each subject and each session at the provider, whose members name
/// sessions and whose scores are their ends. What is past its end goes at the next writing, the set itself with its last
/// member: an index cannot outlive the sessions it names. The store's clock counts, so that replicas need not agree on theirs.
/// </summary>
internal sealed class SessionIndex(RedisConnection redis, FrontendDirectory frontends, TimeProvider time, ILogger<SessionIndex> logger)
{
    // One key, so it runs on a cluster as well.
    private const string AddOrMove = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
        local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
        redis.call('PEXPIREAT', KEYS[1], last[2])
        return 1
        """;

    // An entry is written before its record: a young one without a record may be a sign-in at this moment.
    private static readonly TimeSpan RecordFollowsWithin = TimeSpan.FromMinutes(1);

    /// <summary>Adds the session, or moves its end. False when the store did not answer.</summary>
    public Task<bool> TryAddAsync(UserSession session, TimeSpan lifetime) => TryAsync(database => Task.WhenAll(
        SessionIndexKeys.Of(session, frontends).Select(key => database.ScriptEvaluateAsync(
            AddOrMove, [key], [SessionEntry.Write(session), (long)Math.Ceiling(lifetime.TotalMilliseconds)], CommandFlags.DemandMaster))));

    /// <summary>False when the store did not answer; then the entries stay until the session would have ended.</summary>
    public Task<bool> TryRemoveAsync(UserSession session) => TryAsync(database => Task.WhenAll(
        SessionIndexKeys.Of(session, frontends).Select(key => database.SortedSetRemoveAsync(key, SessionEntry.Write(session), CommandFlags.DemandMaster))));

    /// <summary>Whether the session can be found by all its names. <see cref="SessionWrite.Refused"/> when somebody took one away.</summary>
    public async Task<SessionWrite> HoldsAsync(UserSession session)
    {
        double?[] scores = [];
        var answered = await TryAsync(async database => scores = await Task.WhenAll(
            SessionIndexKeys.Of(session, frontends).Select(key => database.SortedSetScoreAsync(key, SessionEntry.Write(session), CommandFlags.DemandMaster))));
        if (!answered) return SessionWrite.Unavailable;
        return scores.All(score => score is not null) ? SessionWrite.Written : SessionWrite.Refused;
    }

    /// <summary>The sessions under one name whose records exist; of the others the entries are removed.</summary>
    public async Task<SessionListing> ListAsync(string key)
    {
        List<ListedSession> listed = [];
        return await TryAsync(async database => listed = await ReadAsync(database, key))
            ? new SessionListing.Listed(listed)
            : SessionListing.Unavailable.Instance;
    }

    /// <summary>Before an end: a sign-in that has written its entries but not yet its record finds them gone and gives up.</summary>
    public Task<bool> TryTakeAsync(string key, IEnumerable<ListedSession> sessions) => TryAsync(database =>
        database.SortedSetRemoveAsync(key, [.. sessions.Select(session => (RedisValue)session.Member)], CommandFlags.DemandMaster));

    private async Task<List<ListedSession>> ReadAsync(IDatabase database, string key)
    {
        var members = await database.SortedSetRangeByRankAsync(key, flags: CommandFlags.DemandMaster);
        var found = members.Select(member => (Member: (byte[])member!, Entry: SessionEntry.Read((byte[])member!))).Where(found => found.Entry is not null).ToList();
        var lifetimes = await Task.WhenAll(found.Select(pair =>
            database.KeyTimeToLiveAsync(RedisKeys.Session(pair.Entry!.Id.Value), CommandFlags.DemandMaster)));

        var listed = new List<ListedSession>();
        var gone = new List<RedisValue>();
        var now = time.GetUtcNow();
        foreach (var ((member, entry), lifetime) in found.Zip(lifetimes))
        {
            if (lifetime is null && now - entry!.SignedInAt > RecordFollowsWithin) gone.Add(member);
            else listed.Add(new ListedSession(entry!, lifetime is { } left ? now + left : null, member));
        }

        if (gone.Count > 0) await database.SortedSetRemoveAsync(key, [.. gone], CommandFlags.DemandMaster);
        return listed;
    }

    private async Task<bool> TryAsync(Func<IDatabase, Task> ask)
    {
        try
        {
            await redis.AskAsync(RedisOperation.SessionIndex, ask);
            return true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            logger.IndexUnavailable(failure.GetType().Name);
            return false;
        }
    }
}
