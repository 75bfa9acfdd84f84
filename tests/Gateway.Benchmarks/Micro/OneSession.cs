using Gateway.Sessions;

namespace Gateway.Benchmarks.Micro;

/// <summary>A store that holds one session and forgets what it is told: the memory in front of it is what is measured.</summary>
internal sealed class OneSession(StoredSession stored) : ISessionStore
{
    public ValueTask<SessionLookup> FindAsync(SessionSecret secret) => new(new SessionLookup.Found(stored, SessionSource.Store));

    public Task<SessionWrite> CreateAsync(SessionSecret secret, UserSession session) => Written;

    public Task<SessionWrite> ReplaceAsync(SessionSecret secret, StoredSession read, UserSession changed) => Written;

    public Task<SessionWrite> ExtendAsync(UserSession session) => Written;

    public Task<SessionWrite> EndAsync(SessionEnd end) => Written;

    public Task<SessionWrite> EndIfUnchangedAsync(SessionEnd end, long revision) => Written;

    private static Task<SessionWrite> Written => Task.FromResult(SessionWrite.Written);
}
