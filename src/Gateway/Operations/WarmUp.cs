using Gateway.Sessions;

namespace Gateway.Operations;

/// <summary>
/// Stores, looks up and ends sessions of nobody before traffic is accepted: otherwise the first users of a new replica wait for
/// the compiler, and on a busy machine longer than <c>StoreTimeout</c>.
/// </summary>
internal sealed class WarmUp(RememberedSessions sessions, RedisSessionStore store, TimeProvider time) : IHostedService
{
    private const int Rounds = 20;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            var secret = SessionSecret.Create();
            // Without a store there is nothing to warm, and nothing to wait for.
            if (await store.CreateAsync(secret, Nobody(secret.Id)) == SessionWrite.Unavailable) return;
            await sessions.FindAsync(secret);
            await store.EndAsync(new SessionEnd(secret.Id, "none", SessionEndCause.Administrator));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private UserSession Nobody(SessionId id) => new()
    {
        Id = id,
        Frontend = "none",
        Subject = "nobody",
        Scope = "",
        Claims = [new SessionClaim("sub", "nobody")],
        Tokens = new SessionTokens { AccessToken = new string('-', 900), AccessTokenExpiresAt = time.GetUtcNow() },
        SignedInAt = time.GetUtcNow(),
        EndsAt = time.GetUtcNow() + TimeSpan.FromSeconds(10),
    };
}
