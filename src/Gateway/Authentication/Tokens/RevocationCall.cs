using System.Net;
using Duende.IdentityModel.Client;
using Gateway.Frontends;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Tokens;

internal enum RevocationOutcome
{
    Done,

    /// <summary>The provider offers no revocation, or the frontend is no longer configured.</summary>
    Impossible,

    /// <summary>The provider answered, and will answer the same again.</summary>
    Refused,

    /// <summary>No answer, or one that says "later".</summary>
    Unavailable,
}

/// <summary>One attempt to revoke a refresh token at its provider (RFC 7009).</summary>
internal sealed class RevocationCall(IOptionsMonitor<OpenIdConnectOptions> clients, FrontendDirectory frontends)
{
    public async Task<RevocationOutcome> TryAsync(RevocationOrder order, CancellationToken cancellationToken)
    {
        if (frontends.ByName(order.Frontend) is not { } frontend) return RevocationOutcome.Impossible;

        try
        {
            var client = clients.Get(FrontendSchemes.Of(frontend));
            var provider = await client.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
            if (provider.RevocationEndpoint is not { Length: > 0 } address) return RevocationOutcome.Impossible;

            using var request = new TokenRevocationRequest { Token = order.RefreshToken, TokenTypeHint = "refresh_token" }.From(client, address);
            return Meaning(await client.Backchannel.RevokeTokenAsync(request, cancellationToken));
        }
        catch (Exception)
        {
            // Metadata that cannot be fetched, a connection that breaks, a time-out: each of them passes.
            return RevocationOutcome.Unavailable;
        }
    }

    // RFC 7009, 2.2: a token the provider does not know is revoked as well as can be, and answered with 200.
    private static RevocationOutcome Meaning(TokenRevocationResponse answer) => answer switch
    {
        { IsError: false } => RevocationOutcome.Done,
        { HttpStatusCode: HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => RevocationOutcome.Refused,
        _ => RevocationOutcome.Unavailable,
    };
}
