using Gateway.Frontends;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Authentication.SignOut;

/// <summary>
/// Whether a logout token is the provider's and for this frontend's client. What costs little comes first: the provider is asked
/// for its keys only on behalf of a token that would do otherwise.
/// </summary>
internal sealed class LogoutTokenValidation(
    IOptionsMonitor<OpenIdConnectOptions> clients, TimeProvider time, ILogger<LogoutTokenValidation> logger)
{
    private static readonly JsonWebTokenHandler Signatures = new() { MaximumTokenSizeInBytes = LogoutTokenText.Longest };

    public async Task<LogoutTokenOutcome> ValidateAsync(Frontend frontend, string token, CancellationToken cancellationToken)
    {
        var (claims, problem) = LogoutTokenText.Read(token, IdentityClientSetup.Algorithms);
        if (claims is null) return new LogoutTokenOutcome.Rejected(problem!);

        try
        {
            var client = clients.Get(FrontendSchemes.Of(frontend));
            var provider = await client.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
            var outcome = LogoutTokenClaims.Check(claims.Value, provider.Issuer, client.ClientId!, time.GetUtcNow());
            if (outcome is not LogoutTokenOutcome.Valid || await IsSignedAsync(token, provider, client.ClientId!)) return outcome;

            // Perhaps with a key that is newer than what we know.
            client.ConfigurationManager.RequestRefresh();
            provider = await client.ConfigurationManager.GetConfigurationAsync(cancellationToken);
            return await IsSignedAsync(token, provider, client.ClientId!) ? outcome : new LogoutTokenOutcome.Rejected("its signature is not the provider's");
        }
        catch (Exception failure)
        {
            // Metadata that cannot be fetched or read: whatever is wrong with it, this token cannot be judged.
            logger.ProviderUnavailable(frontend.Name, ProviderFailure.Of(failure).Reason);
            return new LogoutTokenOutcome.ProviderUnavailable();
        }
    }

    private static async Task<bool> IsSignedAsync(string token, OpenIdConnectConfiguration provider, string clientId)
    {
        var signature = await Signatures.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = provider.SigningKeys,
            ValidAlgorithms = IdentityClientSetup.Algorithms,
            RequireSignedTokens = true,
            ValidIssuer = provider.Issuer,
            ValidAudience = clientId,
            ClockSkew = LogoutTokenClaims.Skew,
        });
        return signature.IsValid;
    }
}
