namespace Gateway.Sessions;

/// <summary>One session in a replica's memory: what the store last said, when it said so, and the activity seen since.</summary>
internal sealed class RememberedSession
{
    private static readonly TimeSpan ExtendAtMostEvery = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private long _confirmedAt;
    private long _idleEndsAt;
    private long _tellAgainAt = long.MaxValue;
    private int _extending;

    /// <param name="stored">What the store said, or was told.</param>
    /// <param name="askedAt">The <see cref="TimeProvider.GetTimestamp"/> before it was asked: what happened since it may not have known.</param>
    /// <param name="time">The clock.</param>
    public RememberedSession(StoredSession stored, long askedAt, TimeProvider time)
    {
        _time = time;
        Stored = stored;
        _confirmedAt = askedAt;
        _idleEndsAt = (time.GetUtcNow() + stored.IdleTimeLeft).UtcTicks;
        FromMemory = new SessionLookup.Found(stored, SessionSource.Memory);
    }

    public StoredSession Stored { get; }

    /// <summary>The answer of every look-up while memory is trusted: made once, so that such a look-up allocates nothing.</summary>
    public SessionLookup.Found FromMemory { get; }

    /// <summary>The <see cref="TimeProvider.GetTimestamp"/> at which the store's last word on this session was asked for.</summary>
    public long ConfirmedAt => Volatile.Read(ref _confirmedAt);

    public TimeSpan Age => _time.GetElapsedTime(ConfirmedAt);

    /// <summary>The store was asked then, and said that the session is as it was.</summary>
    public void Confirm(long askedAt) => Volatile.Write(ref _confirmedAt, Math.Max(askedAt, ConfirmedAt));

    public bool PastAbsoluteEnd => _time.GetUtcNow() >= Stored.Session.EndsAt;

    public bool PastIdleEnd => _time.GetUtcNow().UtcTicks >= Volatile.Read(ref _idleEndsAt);

    public bool PastAnyEnd => TimeLeft == TimeSpan.Zero;

    public TimeSpan TimeLeft
    {
        get
        {
            var end = Math.Min(Volatile.Read(ref _idleEndsAt), Stored.Session.EndsAt.UtcTicks);
            return TimeSpan.FromTicks(Math.Max(0, end - _time.GetUtcNow().UtcTicks));
        }
    }

    /// <summary>
    /// True for one caller at a time, once the idle end lies a minute or more behind where activity would move it: so a busy
    /// session costs one write a minute, not one a request.
    /// </summary>
    public bool TryBeginExtend(TimeSpan idleTimeout)
    {
        if (!IsExtensionDue(idleTimeout) || Interlocked.Exchange(ref _extending, 1) != 0) return false;

        // Another caller may have begun and ended one in between.
        if (IsExtensionDue(idleTimeout)) return true;
        Volatile.Write(ref _extending, 0);
        return false;
    }

    /// <summary>While the store is away the user's activity counts here, and the store is told again soon: its own count runs on.</summary>
    public void EndExtend(SessionWrite write, TimeSpan idleTimeout)
    {
        if (write != SessionWrite.Refused) Volatile.Write(ref _idleEndsAt, (_time.GetUtcNow() + idleTimeout).UtcTicks);
        Volatile.Write(ref _tellAgainAt, write == SessionWrite.Unavailable ? (_time.GetUtcNow() + TellAgainAfter).UtcTicks : long.MaxValue);
        Volatile.Write(ref _extending, 0);
    }

    private bool IsExtensionDue(TimeSpan idleTimeout)
    {
        var now = _time.GetUtcNow().UtcTicks;
        if (now >= Volatile.Read(ref _tellAgainAt)) return true;

        var idleLeft = Volatile.Read(ref _idleEndsAt) - now;
        var granularity = Math.Min(ExtendAtMostEvery.Ticks, idleTimeout.Ticks / 2);
        return idleTimeout.Ticks - idleLeft >= granularity && !PastTheReachOfActivity(idleLeft);
    }

    // The idle end already reaches the absolute end: nothing to gain.
    private bool PastTheReachOfActivity(long idleLeft) => _time.GetUtcNow().UtcTicks + idleLeft >= Stored.Session.EndsAt.UtcTicks;
}
