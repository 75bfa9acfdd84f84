using System.Collections.Concurrent;
using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using Gateway.Frontends;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Tokens;

/// <summary>
/// Asks the token endpoint of a frontend's provider in the name of the frontend's client, by the same connections and metadata as
/// its sign-ins, and authenticated the same way: what lets users in is enough.
/// </summary>
internal sealed class TokenRequests(
    IOptionsMonitor<OpenIdConnectOptions> clients, IOptionsMonitor<TokenOptions> options, TimeProvider time, ILogger<TokenRequests> logger)
{
    private readonly ConcurrentDictionary<(string, UpstreamTokenSource, TokenTarget), ProviderPace> _paces = new();

    /// <summary>
    /// Shared by all who ask for the same: what one caller learns spares the others. Not by all who ask this provider: an exchange
    /// that it does not do must not keep the client's own token from being renewed.
    /// </summary>
    public ProviderPace PaceOf(Frontend frontend, UpstreamTokenSource source, TokenTarget target) =>
        _paces.GetOrAdd((frontend.Name, source, target), _ => new ProviderPace(time));

    /// <summary>Client credentials (RFC 6749, 4.4).</summary>
    public async Task<TokenAnswer> AskForOwnAsync(Frontend frontend, TokenTarget target)
    {
        var answer = await AskAsync(frontend, (client, address, cancellationToken) => AskForOwnAsync(target, client, address, cancellationToken));
        if (answer is TokenAnswer.Refused refused) logger.ClientTokenRefused(frontend.Name, refused.Error);
        return answer;
    }

    /// <summary>Token exchange (RFC 8693, 2.1) by impersonation: the new token is the subject's, for another audience.</summary>
    /// <param name="frontend">Whose client asks.</param>
    /// <param name="target">What the new token is for.</param>
    /// <param name="subjectToken">The caller's access token.</param>
    /// <param name="subjectExpiresAt">When that one expires, if known: what is made from it is not kept any longer.</param>
    public async Task<TokenAnswer> ExchangeAsync(Frontend frontend, TokenTarget target, string subjectToken, DateTimeOffset? subjectExpiresAt)
    {
        var answer = await AskAsync(
            frontend, (client, address, cancellationToken) => ExchangeAsync(target, subjectToken, subjectExpiresAt, client, address, cancellationToken));
        if (answer is TokenAnswer.Refused refused) logger.ExchangeRefused(frontend.Name, refused.Error);
        return answer;
    }

    private async Task<TokenAnswer> AskForOwnAsync(TokenTarget target, OpenIdConnectOptions client, string address, CancellationToken cancellationToken)
    {
        using var request = new ClientCredentialsTokenRequest { Scope = target.Scope }.From(client, address);
        if (target.Resource is { } resource) request.Resource.Add(resource);
        if (target.Audience is { } audience) request.Parameters.Add(OidcConstants.TokenRequest.Audience, audience);
        return TokenAnswer.Of(await client.Backchannel.RequestClientCredentialsTokenAsync(request, cancellationToken), time.GetUtcNow(), options.CurrentValue.RefreshBefore);
    }

    private async Task<TokenAnswer> ExchangeAsync(
        TokenTarget target, string subjectToken, DateTimeOffset? subjectExpiresAt, OpenIdConnectOptions client, string address, CancellationToken cancellationToken)
    {
        using var request = new TokenExchangeTokenRequest
        {
            SubjectToken = subjectToken,
            SubjectTokenType = OidcConstants.TokenTypeIdentifiers.AccessToken,
            Resource = target.Resource,
            Audience = target.Audience,
            Scope = target.Scope,
        }.From(client, address);
        var response = await client.Backchannel.RequestTokenExchangeTokenAsync(request, cancellationToken);
        return TokenAnswer.Of(response, time.GetUtcNow(), options.CurrentValue.RefreshBefore, subjectExpiresAt);
    }

    private async Task<TokenAnswer> AskAsync(Frontend frontend, Func<OpenIdConnectOptions, string, CancellationToken, Task<TokenAnswer>> ask)
    {
        var answer = await TryAskAsync(clients.Get(FrontendSchemes.Of(frontend)), ask);
        if (answer is TokenAnswer.Unavailable unavailable) logger.UpstreamTokenUnavailable(frontend.Name, unavailable.Reason);
        return answer;
    }

    private async Task<TokenAnswer> TryAskAsync(OpenIdConnectOptions client, Func<OpenIdConnectOptions, string, CancellationToken, Task<TokenAnswer>> ask)
    {
        using var timeout = new CancellationTokenSource(options.CurrentValue.RefreshTimeout, time);
        try
        {
            var provider = await client.ConfigurationManager!.GetConfigurationAsync(timeout.Token);
            return await ask(client, provider.TokenEndpoint, timeout.Token);
        }
        catch (Exception failure)
        {
            // Metadata that cannot be had is wrapped in an exception of its own.
            return new TokenAnswer.Unavailable(ProviderFailure.Of(failure).Reason);
        }
    }
}
