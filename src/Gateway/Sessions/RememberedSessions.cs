using System.Collections.Concurrent;
using BitFaster.Caching.Lru;
using Gateway.Redis;
using Gateway.Resilience;
using Microsoft.Extensions.Options;

namespace Gateway.Sessions;

/// <summary>
/// Wraps a store with a bounded memory, trusted for <c>RememberFor</c> while the store answers and for <c>OutageGrace</c> while
/// it does not. Ends arrive through the invalidation channel; what a gap in the channel may have hidden is looked up again.
/// </summary>
internal sealed class RememberedSessions : ISessionStore
{
    private readonly ISessionStore _store;
    private readonly InvalidationChannel _invalidations;
    private readonly IOptionsMonitor<UserSessionOptions> _options;
    private readonly TimeProvider _time;
    private readonly SessionEnds _ends;
    private readonly ConcurrentLru<SessionId, RememberedSession> _memory;
    private readonly SingleFlight<SessionId, SessionLookup> _lookups = new();
    private readonly Lock _remembering = new();
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public RememberedSessions(
        ISessionStore store, InvalidationChannel invalidations, IOptionsMonitor<UserSessionOptions> options, SessionEnds ends, TimeProvider time)
    {
        (_store, _invalidations, _options, _ends, _time) = (store, invalidations, options, ends, time);
        _memory = new ConcurrentLru<SessionId, RememberedSession>(options.CurrentValue.Remembered);
        var leaving = _memory.Events.Value!;
        leaving.ItemRemoved += (_, removed) => Count(removed.Value, -1);
        leaving.ItemUpdated += (_, updated) => Count(updated.OldValue, -1);
        _invalidations.SessionEnded += id => Forget(new SessionId(id));
    }

    /// <summary>A session is over, by this replica's doing or as another one announced; look-ups know it already.</summary>
    public event Action<SessionId>? EndKnown;

    /// <summary>A session this replica has ended and knew: what is left to do with its tokens is done elsewhere.</summary>
    public event Action<UserSession, SessionEndCause>? EndedHere;

    /// <summary>
    /// Sessions held in memory, kept while they come and go: nobody has to walk through a hundred thousand of them. One that ran out
    /// counts until it is asked for again or makes room.
    /// </summary>
    public IReadOnlyDictionary<string, long> CountsByFrontend => _counts;

    public ValueTask<SessionLookup> FindAsync(SessionSecret secret)
    {
        if (_ends.IsKnown(secret.Id)) return new(SessionLookup.Missing.Instance);
        if (_memory.TryGet(secret.Id, out var remembered) && IsTrusted(remembered)) return new(remembered.FromMemory);
        return new(_lookups.JoinAsync(secret.Id, secret, LookUpAsync));
    }

    public async Task<SessionWrite> CreateAsync(SessionSecret secret, UserSession session)
    {
        var askedAt = _time.GetTimestamp();
        var write = await _store.CreateAsync(secret, session);
        if (write == SessionWrite.Written) Remember(new StoredSession(session, Revision: 1, _options.CurrentValue.IdleTimeout), askedAt);
        return write;
    }

    public async Task<SessionWrite> ReplaceAsync(SessionSecret secret, StoredSession read, UserSession changed)
    {
        var askedAt = _time.GetTimestamp();
        var write = await _store.ReplaceAsync(secret, read, changed);
        if (write == SessionWrite.Written) Remember(new StoredSession(changed, read.Revision + 1, read.IdleTimeLeft), askedAt);
        else if (write == SessionWrite.Refused) _memory.TryRemove(changed.Id);
        return write;
    }

    /// <summary>
    /// What the store says now, whatever this replica remembers. <see cref="SessionLookup.Unavailable"/> when it does not answer, also
    /// within <c>OutageGrace</c>: for decisions that must not rest on memory.
    /// </summary>
    public async Task<SessionLookup> AskStoreAsync(SessionSecret secret)
    {
        var answer = await AskAsync(secret);
        return answer is SessionLookup.Found { Source: SessionSource.Remembered } ? new SessionLookup.Unavailable(UnavailableReason.StoreUnreachable) : answer;
    }

    public Task<SessionWrite> ExtendAsync(UserSession session) => _store.ExtendAsync(session);

    public async Task<SessionWrite> EndAsync(SessionEnd end)
    {
        if (end.Session is null && _memory.TryGet(end.Id, out var remembered))
        {
            end = SessionEnd.Of(remembered.Stored.Session, end.Cause);
        }

        var write = await _store.EndAsync(end);
        if (write == SessionWrite.Unavailable) return write;

        // Gone, and nobody has said so: an earlier attempt of this user ended it, whose answer was lost.
        var isOurs = write == SessionWrite.Written || (end is { Cause: SessionEndCause.User, Session: not null } && !_ends.IsKnown(end.Id));
        if (isOurs) _ends.Record(end);
        Forget(end.Id);
        if (isOurs && end.Session is not null) EndedHere?.Invoke(end.Session, end.Cause);
        return write;
    }

    public async Task<SessionWrite> EndIfUnchangedAsync(SessionEnd end, long revision)
    {
        var write = await _store.EndIfUnchangedAsync(end, revision);
        if (write != SessionWrite.Written) return write;

        _ends.Record(end);
        Forget(end.Id);
        return write;
    }

    /// <summary>Notes a request of the session, which postpones its idle end: in the background, at most once a minute.</summary>
    public void NoteActivity(UserSession session)
    {
        var idleTimeout = _options.CurrentValue.IdleTimeout;
        if (_memory.TryGet(session.Id, out var remembered) && remembered.TryBeginExtend(idleTimeout)) _ = ExtendAsync(remembered, idleTimeout);
    }

    /// <summary>How long the session lives if nothing more is heard of its user.</summary>
    public TimeSpan TimeLeft(StoredSession stored) =>
        _memory.TryGet(stored.Session.Id, out var remembered) ? remembered.TimeLeft : stored.IdleTimeLeft;

    private async Task ExtendAsync(RememberedSession remembered, TimeSpan idleTimeout)
    {
        var write = await _store.ExtendAsync(remembered.Stored.Session);
        remembered.EndExtend(write, idleTimeout);
        if (write == SessionWrite.Refused) ForgetMissing(remembered);
    }

    private bool IsTrusted(RememberedSession remembered) =>
        remembered.Age < _options.CurrentValue.RememberFor
        && remembered.ConfirmedAt >= _invalidations.MissedBefore
        && !remembered.PastIdleEnd
        && !remembered.PastAbsoluteEnd;

    private async Task<SessionLookup> LookUpAsync(SessionSecret secret)
    {
        // Another look-up may have ended between the caller's glance at memory and here.
        if (_memory.TryGet(secret.Id, out var remembered) && IsTrusted(remembered)) return remembered.FromMemory;
        return await AskAsync(secret);
    }

    private async Task<SessionLookup> AskAsync(SessionSecret secret)
    {
        var askedAt = _time.GetTimestamp();
        var answer = await _store.FindAsync(secret);
        _memory.TryGet(secret.Id, out var remembered);
        switch (answer)
        {
            case SessionLookup.Found found:
                Remember(found.Stored, askedAt);
                // An end published while the store was being read must win over what was read.
                return _ends.IsKnown(secret.Id) ? SessionLookup.Missing.Instance : found;

            case SessionLookup.Missing:
                if (remembered is not null) ForgetMissing(remembered);
                return answer;

            case SessionLookup.Unavailable { Reason: UnavailableReason.StoreUnreachable } when remembered is not null:
                if (remembered.PastAbsoluteEnd) return SessionLookup.Missing.Instance;
                return remembered.Age < _options.CurrentValue.OutageGrace && !remembered.PastIdleEnd
                    ? new SessionLookup.Found(remembered.Stored, SessionSource.Remembered)
                    : answer;

            case SessionLookup.Unavailable:
                return answer;

            default:
                throw new InvalidOperationException($"A look-up without meaning: {answer.GetType().Name}.");
        }
    }

    private void Remember(StoredSession stored, long askedAt)
    {
        // A look-up that began before a change may end after it, or beside it: it must not put the old tokens in place of the new ones.
        lock (_remembering)
        {
            if (_memory.TryGet(stored.Session.Id, out var held) && held.Stored.Revision > stored.Revision) return;

            var remembered = new RememberedSession(stored, askedAt, _time);
            Count(remembered, 1);
            _memory.AddOrUpdate(stored.Session.Id, remembered);
        }

        if (_ends.IsKnown(stored.Session.Id)) _memory.TryRemove(stored.Session.Id);
    }

    private void Count(RememberedSession? remembered, int change)
    {
        if (remembered is not null) _counts.AddOrUpdate(remembered.Stored.Session.Frontend, static (_, first) => first, static (_, count, more) => count + more, (long)change);
    }

    private void ForgetMissing(RememberedSession remembered)
    {
        if (_memory.TryRemove(remembered.Stored.Session.Id)) _ = _ends.RecordUnannouncedAsync(remembered);
    }

    private void Forget(SessionId id)
    {
        _ends.Note(id);
        _memory.TryRemove(id);
        EndKnown?.Invoke(id);
    }
}
