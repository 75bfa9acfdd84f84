using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Authentication.SignOut;

/// <summary>A provider's metadata as the gateway holds it: it may know newer keys once asked again, or not answer.</summary>
internal sealed class ProviderKeys(SecurityKey? known, SecurityKey? afterRefresh = null) : IConfigurationManager<OpenIdConnectConfiguration>
{
    private SecurityKey? _known = known;

    public int Refreshes { get; private set; }

    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => _known is null
        ? throw new InvalidOperationException("IDX20803", new HttpRequestException("Nobody is there."))
        : Task.FromResult(new OpenIdConnectConfiguration { Issuer = LogoutTokens.Issuer, SigningKeys = { _known } });

    public void RequestRefresh()
    {
        Refreshes++;
        _known = afterRefresh ?? _known;
    }
}
