using System.Collections.Concurrent;
using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

/// <summary>A store in memory, held to the same contract suite as Redis, that can be taken down, held up and looked into.</summary>
internal sealed class FakeSessionStore(TimeProvider time, TimeSpan? idleTimeout = null) : ISessionStore
{
    private readonly TimeSpan _idleTimeout = idleTimeout ?? TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionId, Entry> _entries = [];
    private readonly ConcurrentDictionary<SessionId, int> _finds = new();
    private int _totalFinds;
    private int _extends;

    /// <summary>What every call answers while it is set.</summary>
    public UnavailableReason? Down { get; set; }

    /// <summary>A read that has looked already and answers only when this completes.</summary>
    public Task AnswerReads { get; set; } = Task.CompletedTask;

    /// <summary>Happens inside the store's own end of a session, before the caller hears of it.</summary>
    public Func<SessionId, Task> WhenEnded { get; set; } = _ => Task.CompletedTask;

    public int Finds => Volatile.Read(ref _totalFinds);

    public int Extends => Volatile.Read(ref _extends);

    public int FindsOf(SessionSecret secret) => _finds.GetValueOrDefault(secret.Id);

    public async ValueTask<SessionLookup> FindAsync(SessionSecret secret)
    {
        Interlocked.Increment(ref _totalFinds);
        _finds.AddOrUpdate(secret.Id, 1, (_, count) => count + 1);
        var answer = Look(secret);
        await AnswerReads;
        return answer;
    }

    public Task<SessionWrite> CreateAsync(SessionSecret secret, UserSession session) => WriteAsync(() =>
        Live(session.Id) is null && Put(new Entry(session, 1, ExpiryOf(session))));

    public Task<SessionWrite> ReplaceAsync(SessionSecret secret, StoredSession read, UserSession changed) => WriteAsync(() =>
        Live(changed.Id) is { } entry && entry.Revision == read.Revision && Put(entry with { Session = changed, Revision = read.Revision + 1 }));

    public Task<SessionWrite> ExtendAsync(UserSession session)
    {
        Interlocked.Increment(ref _extends);
        return WriteAsync(() => Live(session.Id) is { } entry && Put(entry with { ExpiresAt = ExpiryOf(session) }));
    }

    public async Task<SessionWrite> EndAsync(SessionEnd end)
    {
        var write = await WriteAsync(() => Live(end.Id) is not null && _entries.Remove(end.Id));
        await WhenEnded(end.Id);
        return write;
    }

    public async Task<SessionWrite> EndIfUnchangedAsync(SessionEnd end, long revision)
    {
        var write = await WriteAsync(() => Live(end.Id) is { } entry && entry.Revision == revision && _entries.Remove(end.Id));
        if (write == SessionWrite.Written) await WhenEnded(end.Id);
        return write;
    }

    /// <summary>The store loses a session: nobody ended it.</summary>
    public void Lose(SessionId id)
    {
        lock (_gate) _entries.Remove(id);
    }

    private SessionLookup Look(SessionSecret secret)
    {
        if (Down is { } reason) return new SessionLookup.Unavailable(reason);
        lock (_gate)
        {
            return Live(secret.Id) is { } entry
                ? new SessionLookup.Found(new StoredSession(entry.Session, entry.Revision, entry.ExpiresAt - time.GetUtcNow()), SessionSource.Store)
                : SessionLookup.Missing.Instance;
        }
    }

    private Task<SessionWrite> WriteAsync(Func<bool> write)
    {
        if (Down is not null) return Task.FromResult(SessionWrite.Unavailable);
        lock (_gate) return Task.FromResult(write() ? SessionWrite.Written : SessionWrite.Refused);
    }

    private Entry? Live(SessionId id) => _entries.TryGetValue(id, out var entry) && entry.ExpiresAt > time.GetUtcNow() ? entry : null;

    private bool Put(Entry entry)
    {
        _entries[entry.Session.Id] = entry;
        return true;
    }

    private DateTimeOffset ExpiryOf(UserSession session)
    {
        var idleEnd = time.GetUtcNow() + _idleTimeout;
        return idleEnd < session.EndsAt ? idleEnd : session.EndsAt;
    }

    private sealed record Entry(UserSession Session, long Revision, DateTimeOffset ExpiresAt);
}
