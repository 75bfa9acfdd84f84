using Gateway.Sessions;

namespace Gateway.Operations;

/// <summary>
/// Looks up a session that does not exist and opens one that was never stored, before traffic is accepted: otherwise the first
/// users of a new replica wait for the compiler, and on a busy machine longer than <c>StoreTimeout</c>.
/// </summary>
internal sealed class WarmUp(ISessionStore store, TimeProvider time) : IHostedService
{
    private const int Rounds = 40;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            var secret = SessionSecret.Create();
            SessionSeal.Open(secret, SessionSeal.Seal(secret, Nobody(secret.Id), revision: 1));
            // Without a store there is nothing to warm, and nothing to wait for.
            if (await store.FindAsync(secret) is SessionLookup.Unavailable) return;
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
        EndsAt = time.GetUtcNow(),
    };
}
