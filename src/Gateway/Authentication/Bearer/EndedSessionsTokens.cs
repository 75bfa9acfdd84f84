using Gateway.Sessions;

namespace Gateway.Authentication.Bearer;

/// <summary>Revokes the access token of a session that ended here: brought as a bearer token it would be believed to its end.</summary>
internal sealed class EndedSessionsTokens(RememberedSessions sessions, TokenResults results) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        sessions.EndedHere += Revoke;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        sessions.EndedHere -= Revoke;
        return Task.CompletedTask;
    }

    // Nobody waits for it: it never throws. Others that cannot be told find an opaque token revoked when they ask again, if the provider
    // was told; a JWT they believe to its end, which is why access tokens should live for minutes.
    private void Revoke(UserSession session, SessionEndCause cause) => _ = results.RevokeAsync(session.Tokens.AccessToken);
}
