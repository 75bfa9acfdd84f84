using BitFaster.Caching.Lru;

namespace Gateway.Sessions;

/// <summary>
/// Which sessions this replica knows to be over, and the record of why: every end has a cause. An id is never used twice, so
/// what is known here stays true; the memory of it is bounded.
/// </summary>
internal sealed class SessionEnds(SessionMetrics metrics, TimeProvider time, ILogger<SessionEnds> logger, int capacity = SessionEnds.Capacity)
{
    private const int Capacity = 100_000;

    // A session is deleted first and its end announced then: in between it looks like one that got lost.
    private static readonly TimeSpan AnnouncedWithin = TimeSpan.FromSeconds(1);

    private readonly FastConcurrentLru<SessionKey, bool> _known = new(capacity);

    // Asked at every request. How many there are is no question for that: to answer it the whole memory is walked through.
    public bool IsKnown(SessionKey key) => _known.TryGet(key, out _);

    public bool IsKnown(SessionId id) => IsKnown(SessionKey.Of(id));

    /// <summary>Remembers that the session is over; whoever ended it has recorded the cause.</summary>
    public void Note(SessionId id) => _known.AddOrUpdate(SessionKey.Of(id), true);

    public void Record(SessionEnd end)
    {
        metrics.Ended(end.Frontend, end.Cause);
        logger.Ended(end.Id, end.Cause.ToTag());
    }

    /// <summary>The store no longer has a session that this replica remembers, and nobody has announced its end, nor does so within a second.</summary>
    public async Task RecordUnannouncedAsync(RememberedSession remembered)
    {
        var session = remembered.Stored.Session;
        var cause = remembered switch
        {
            { PastAbsoluteEnd: true } => SessionEndCause.Absolute,
            { PastIdleEnd: true } => SessionEndCause.Idle,
            _ => SessionEndCause.StoreMissing,
        };

        if (cause == SessionEndCause.StoreMissing) await Task.Delay(AnnouncedWithin, time);
        if (IsKnown(session.Id)) return;
        Record(new SessionEnd(session.Id, session.Frontend, cause));
        if (cause == SessionEndCause.StoreMissing) logger.Lost(session.Id);
    }
}
