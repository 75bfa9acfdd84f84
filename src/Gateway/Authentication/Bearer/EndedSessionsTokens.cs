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

    // Nobody waits for it: it never throws, and what it cannot tell the others they find out when the token is validated again.
    private void Revoke(UserSession session, SessionEndCause cause) => _ = results.RevokeAsync(session.Tokens.AccessToken);
}
