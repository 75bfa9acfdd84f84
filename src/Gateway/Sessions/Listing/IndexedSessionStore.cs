namespace Gateway.Sessions.Listing;

/// <summary>
/// Wraps the store in Redis with its indexes. They lie in other slots of a cluster than the record, so nothing is atomic; the
/// order of the writes makes up for it. An entry is written before its record and removed after it: an entry without a record
/// harms nobody, a record without an entry could not be found. Whoever ends sessions by a name takes away the entries that have
/// no record yet, and a sign-in that finds its own gone has been ended while it was being stored.
/// </summary>
internal sealed class IndexedSessionStore(RedisSessionStore store, SessionIndex index) : ISessionStore
{
    public ValueTask<SessionLookup> FindAsync(SessionSecret secret) => store.FindAsync(secret);

    public ValueTask<SessionLookup> FindAgainAsync(SessionSecret secret, StoredSession held) => store.FindAgainAsync(secret, held);

    public async Task<SessionWrite> CreateAsync(SessionSecret secret, UserSession session)
    {
        if (!await index.TryAddAsync(session, store.LifetimeOf(session))) return SessionWrite.Unavailable;

        var write = await store.CreateAsync(secret, session);
        if (write == SessionWrite.Refused) await index.TryRemoveAsync(session);
        if (write != SessionWrite.Written) return write;

        var held = await index.HoldsAsync(session);
        if (held == SessionWrite.Refused)
        {
            // No name may be left of it, nor the record to a browser that will never get its cookie.
            await store.EndAsync(SessionEnd.Of(session, SessionEndCause.Replaced));
            await index.TryRemoveAsync(session);
        }

        return held;
    }

    public Task<SessionWrite> ReplaceAsync(SessionSecret secret, StoredSession read, UserSession changed) => store.ReplaceAsync(secret, read, changed);

    /// <summary>Also heals: sessions of the release before, and of an index lost with the store, are in it after their next activity.</summary>
    public async Task<SessionWrite> ExtendAsync(UserSession session)
    {
        // Whether it can be found is no reason to let it end.
        await index.TryAddAsync(session, store.LifetimeOf(session));
        var write = await store.ExtendAsync(session);
        if (write == SessionWrite.Refused) await index.TryRemoveAsync(session);
        return write;
    }

    public async Task<SessionWrite> EndAsync(SessionEnd end) => await WithoutEntriesAsync(end, await store.EndAsync(end));

    public async Task<SessionWrite> EndIfUnchangedAsync(SessionEnd end, long revision)
    {
        var write = await store.EndIfUnchangedAsync(end, revision);
        return write == SessionWrite.Written ? await WithoutEntriesAsync(end, write) : write;
    }

    private async Task<SessionWrite> WithoutEntriesAsync(SessionEnd end, SessionWrite write)
    {
        if (write != SessionWrite.Unavailable && end.Session is not null) await index.TryRemoveAsync(end.Session);
        return write;
    }
}
