namespace Gateway.Sessions;

/// <summary>
/// Where sessions live. Implementations never throw for an unreachable store: absent and unreachable are different answers.
/// </summary>
internal interface ISessionStore
{
    ValueTask<SessionLookup> FindAsync(SessionSecret secret);

    /// <summary>
    /// As the other, for a caller who has it already and only wants to know whether it still is so: where it is, what he holds is the answer,
    /// and nothing is fetched or opened. Not for one past its idle end by his count: others may have postponed it.
    /// </summary>
    ValueTask<SessionLookup> FindAgainAsync(SessionSecret secret, StoredSession held) => FindAsync(secret);

    /// <summary>Stores a new session; <see cref="SessionWrite.Refused"/> when one of that id exists.</summary>
    Task<SessionWrite> CreateAsync(SessionSecret secret, UserSession session);

    /// <summary>Replaces the revision that was read; <see cref="SessionWrite.Refused"/> when it changed or the session ended meanwhile.</summary>
    Task<SessionWrite> ReplaceAsync(SessionSecret secret, StoredSession read, UserSession changed);

    /// <summary>Moves the idle end to a full <c>IdleTimeout</c> from now; <see cref="SessionWrite.Refused"/> when the session has ended.</summary>
    Task<SessionWrite> ExtendAsync(UserSession session);

    /// <summary>Ends a session on every replica; <see cref="SessionWrite.Refused"/> when it was over already.</summary>
    Task<SessionWrite> EndAsync(SessionEnd end);

    /// <summary>
    /// Ends a session on every replica if it is still at this revision; <see cref="SessionWrite.Refused"/> when it has changed: what spoke
    /// for its end has been overtaken.
    /// </summary>
    Task<SessionWrite> EndIfUnchangedAsync(SessionEnd end, long revision);
}

internal enum SessionWrite
{
    Written,

    /// <summary>The store is well and says no: the record is not what the writer thought it was.</summary>
    Refused,

    /// <summary>The store did not answer; the write may or may not have happened.</summary>
    Unavailable,
}

/// <param name="Id">Which.</param>
/// <param name="Frontend">Where it was opened.</param>
/// <param name="Cause">Why it ends.</param>
/// <param name="Session">The session itself where it is known: who ends one by its id alone cannot open it.</param>
internal readonly record struct SessionEnd(SessionId Id, string Frontend, SessionEndCause Cause, UserSession? Session = null)
{
    /// <summary>The frontend of a session of which nothing but the id is known.</summary>
    public const string UnknownFrontend = "unknown";

    public static SessionEnd Of(UserSession session, SessionEndCause cause) => new(session.Id, session.Frontend, cause, session);
}
