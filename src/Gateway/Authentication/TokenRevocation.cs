using Duende.IdentityModel.Client;
using Gateway.Authentication.Bearer;
using Gateway.Frontends;
using Gateway.Sessions;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication;

/// <summary>
/// Revokes an ended session's refresh token (RFC 7009) behind the user's back: nobody waits for it, and a provider that is down
/// does not keep anyone from signing out.
/// </summary>
internal sealed class TokenRevocation(IOptionsMonitor<OpenIdConnectOptions> clients, TokenResults tokens, ILogger<TokenRevocation> logger)
{
    public void Start(Frontend frontend, UserSession session)
    {
        // As a bearer token it would be believed to its end.
        _ = tokens.RevokeAsync(session.Tokens.AccessToken);
        if (session.Tokens.RefreshToken is { } refreshToken) _ = RevokeAsync(frontend, session.Id, refreshToken);
    }

    private async Task RevokeAsync(Frontend frontend, SessionId session, string refreshToken)
    {
        try
        {
            var client = clients.Get(FrontendSchemes.Of(frontend));
            var provider = await client.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
            if (provider.RevocationEndpoint is not { Length: > 0 } address) return;

            using var request = new TokenRevocationRequest
            {
                Address = address,
                ClientId = client.ClientId!,
                ClientSecret = client.ClientSecret,
                Token = refreshToken,
                TokenTypeHint = "refresh_token",
            };
            var answer = await client.Backchannel.RevokeTokenAsync(request);
            if (answer.IsError) logger.RevocationFailed(session.Value, $"{answer.HttpStatusCode}");
        }
        catch (Exception failure)
        {
            logger.RevocationFailed(session.Value, failure.GetType().Name);
        }
    }
}
