using System.Buffers.Binary;
using Gateway.Redis;
using Gateway.Sessions.Records;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// Sessions in Redis, one key each, expiring at the idle or the absolute end, whichever is first. Reads and writes go to the
/// primary only: a replica that lags would say "missing" of a session that is there.
/// </summary>
internal sealed class RedisSessionStore(
    RedisConnection redis,
    InvalidationChannel invalidations,
    IOptionsMonitor<UserSessionOptions> options,
    TimeProvider time,
    ILogger<RedisSessionStore> logger) : ISessionStore
{
    // Compares the revision inside the record, so a late writer neither overwrites a newer record nor brings back an ended one.
    private const string ReplaceIfUnchanged = """
        if redis.call('GETRANGE', KEYS[1], ARGV[2], ARGV[3]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[4], 'KEEPTTL')
        return 1
        """;

    private const string EndIfUnchanged = """
        if redis.call('GETRANGE', KEYS[1], ARGV[2], ARGV[3]) ~= ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """;

    // GETRANGE's bounds, both inclusive.
    private const int RevisionStart = SessionSeal.RevisionOffset;
    private const int RevisionEnd = SessionSeal.RevisionOffset + SessionSeal.RevisionSize - 1;

    private static readonly TimeSpan WarnEvery = TimeSpan.FromSeconds(1);

    private long _warnedAt;

    public ValueTask<SessionLookup> FindAsync(SessionSecret secret) => LookAsync(database => FindAsync(database, secret));

    public ValueTask<SessionLookup> FindAgainAsync(SessionSecret secret, StoredSession held) =>
        held.Stamp is { } stamp ? LookAsync(database => FindAgainAsync(database, secret, held, stamp)) : FindAsync(secret);

    public Task<SessionWrite> CreateAsync(SessionSecret secret, UserSession session) => WriteAsync(RedisOperation.SessionCreate, database =>
        database.StringSetAsync(
            Key(session.Id), SessionSeal.Seal(secret, session, revision: 1), LifetimeOf(session), When.NotExists, CommandFlags.DemandMaster));

    public Task<SessionWrite> ReplaceAsync(SessionSecret secret, StoredSession read, UserSession changed) => WriteAsync(RedisOperation.SessionReplace, async database =>
        (bool)await database.ScriptEvaluateAsync(
            ReplaceIfUnchanged,
            [Key(changed.Id)],
            [AsStored(read.Revision), RevisionStart, RevisionEnd, SessionSeal.Seal(secret, changed, read.Revision + 1)],
            CommandFlags.DemandMaster));

    // EXPIRE on a key that is gone does nothing, so an extension cannot bring a session back.
    public Task<SessionWrite> ExtendAsync(UserSession session) => WriteAsync(RedisOperation.SessionExtend, database =>
        database.KeyExpireAsync(Key(session.Id), LifetimeOf(session), CommandFlags.DemandMaster));

    public Task<SessionWrite> EndAsync(SessionEnd end) => WriteAsync(RedisOperation.SessionEnd, async database =>
    {
        var ended = await database.KeyDeleteAsync(Key(end.Id), CommandFlags.DemandMaster);
        await invalidations.TryPublishEndAsync(end.Id.Value);
        return ended;
    });

    public Task<SessionWrite> EndIfUnchangedAsync(SessionEnd end, long revision) => WriteAsync(RedisOperation.SessionEnd, async database =>
    {
        var ended = (bool)await database.ScriptEvaluateAsync(
            EndIfUnchanged, [Key(end.Id)], [AsStored(revision), RevisionStart, RevisionEnd], CommandFlags.DemandMaster);
        if (ended) await invalidations.TryPublishEndAsync(end.Id.Value);
        return ended;
    });

    /// <summary>How long a session lives from now on without activity: to its idle or its absolute end.</summary>
    public TimeSpan LifetimeOf(UserSession session)
    {
        var untilEnd = session.EndsAt - time.GetUtcNow();
        var idle = options.CurrentValue.IdleTimeout;
        var lifetime = untilEnd < idle ? untilEnd : idle;
        return lifetime > TimeSpan.Zero ? lifetime : TimeSpan.FromMilliseconds(1);
    }

    private ValueTask<SessionLookup> LookAsync(Func<IDatabase, Task<SessionLookup>> look) =>
        new(AskAsync(RedisOperation.SessionFind, look, unavailable: new SessionLookup.Unavailable(UnavailableReason.StoreUnreachable)));

    private async Task<SessionLookup> FindAsync(IDatabase database, SessionSecret secret)
    {
        var answer = await database.StringGetWithExpiryAsync(Key(secret.Id), CommandFlags.DemandMaster);
        if (answer.Value.IsNull) return SessionLookup.Missing.Instance;

        var opened = SessionSeal.Open(secret, (byte[])answer.Value!);
        if (opened is not null) return Found(opened, answer.Expiry ?? TimeSpan.Zero);

        logger.RecordUnreadable(secret.Id);
        return new SessionLookup.Unavailable(UnavailableReason.RecordUnreadable);
    }

    // 21 bytes instead of two kilobytes, and neither a key derived nor a record opened.
    private async Task<SessionLookup> FindAgainAsync(IDatabase database, SessionSecret secret, StoredSession held, RecordStamp stamp)
    {
        var start = (byte[]?)await database.StringGetRangeAsync(Key(secret.Id), 0, RecordStamp.Size - 1, CommandFlags.DemandMaster);
        if (start is null or []) return SessionLookup.Missing.Instance;
        return RecordStamp.Of(start) == stamp ? new SessionLookup.Found(held, SessionSource.Store) : await FindAsync(database, secret);
    }

    private static byte[] AsStored(long revision)
    {
        var bytes = new byte[SessionSeal.RevisionSize];
        BinaryPrimitives.WriteInt64BigEndian(bytes, revision);
        return bytes;
    }

    private static RedisKey Key(SessionId id) => RedisKeys.Session(id.Value);

    private static SessionLookup.Found Found(OpenedRecord opened, TimeSpan timeLeft) =>
        new(new StoredSession(opened.Session, opened.Revision, timeLeft) { Stamp = opened.Stamp }, SessionSource.Store);

    private Task<SessionWrite> WriteAsync(RedisOperation operation, Func<IDatabase, Task<bool>> write) => AskAsync(
        operation,
        async database => await write(database) ? SessionWrite.Written : SessionWrite.Refused,
        unavailable: SessionWrite.Unavailable);

    private async Task<T> AskAsync<T>(RedisOperation operation, Func<IDatabase, Task<T>> ask, T unavailable)
    {
        try
        {
            return await redis.AskAsync(operation, ask);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            WarnNowAndThen(failure);
            return unavailable;
        }
    }

    // An outage concerns every request; the log line is for the outage. Metrics count the requests.
    private void WarnNowAndThen(Exception failure)
    {
        var (now, last) = (time.GetTimestamp(), Volatile.Read(ref _warnedAt));
        if (last != 0 && time.GetElapsedTime(last, now) < WarnEvery) return;
        if (Interlocked.CompareExchange(ref _warnedAt, now, last) == last) logger.StoreUnavailable(failure.GetType().Name);
    }
}
