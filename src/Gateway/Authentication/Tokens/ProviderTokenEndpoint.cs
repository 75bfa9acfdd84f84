using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using Gateway.Frontends;
using Gateway.Sessions;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Gateway.Authentication.Tokens;

/// <summary>Refreshes at the frontend's provider, as the frontend's client.</summary>
internal sealed class ProviderTokenEndpoint : ITokenEndpoint, IDisposable
{
    private const string InvalidGrant = "invalid_grant";

    // To hang up means to throw away the one copy of a rotated refresh token, so the answer is waited for longer than any request waits.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private readonly IOptionsMonitor<OpenIdConnectOptions> _clients;
    private readonly TokenRevocation _revocation;
    private readonly HttpClient _http;

    public ProviderTokenEndpoint(IOptionsMonitor<OpenIdConnectOptions> clients, TokenRevocation revocation, IdentityProviderHttp http)
    {
        (_clients, _revocation) = (clients, revocation);
        _http = new HttpClient(http.Handler, disposeHandler: false) { Timeout = AnswerWithin, MaxResponseContentBufferSize = IdentityProviderHttp.LargestAnswer };
    }

    public async Task<RedemptionAnswer> RedeemAsync(Frontend frontend, Redemption redemption)
    {
        try
        {
            var client = _clients.Get(FrontendSchemes.Of(frontend));
            var provider = await client.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
            using var request = new RefreshTokenRequest { RefreshToken = redemption.RefreshToken, Scope = redemption.Target?.Scope }
                .From(client, provider.TokenEndpoint);
            if (redemption.Target?.Resource is { } resource) request.Resource.Add(resource);
            if (redemption.Target?.Audience is { } audience) request.Parameters.Add(OidcConstants.TokenRequest.Audience, audience);
            return Judge(await _http.RequestRefreshTokenAsync(request), redemption);
        }
        catch (Exception failure)
        {
            return new RedemptionAnswer.Unavailable(failure.GetType().Name);
        }
    }

    public void Abandon(UserSession session) => _revocation.Start(session, SessionEndCause.User);

    public void Dispose() => _http.Dispose();

    private static RedemptionAnswer Judge(TokenResponse answer, Redemption redemption)
    {
        if (answer is { ErrorType: ResponseErrorType.Protocol, Error: InvalidGrant }) return new RedemptionAnswer.Rejected(InvalidGrant);
        // Codes other than those of RFC 6749, 5.2 and RFC 8707, 2 are text the provider chose.
        if (answer.IsError) return new RedemptionAnswer.Unavailable(answer.ErrorType == ResponseErrorType.Protocol && IsCode(answer.Error) ? answer.Error! : $"{answer.ErrorType} {(int)answer.HttpStatusCode}");
        if (answer.AccessToken is not { Length: > 0 } accessToken) return new RedemptionAnswer.Unavailable("an answer without access_token");
        if (answer.IdentityToken is { } idToken && !IsFor(redemption.Subject, idToken)) return new RedemptionAnswer.Rejected("tokens of another subject");

        return new RedemptionAnswer.Granted(new GrantedTokens(
            accessToken,
            answer.ExpiresIn > 0 ? TimeSpan.FromSeconds(answer.ExpiresIn) : null,
            answer.RefreshToken,
            answer.IdentityToken,
            answer.Scope));
    }

    private static bool IsCode(string? error) => error is "invalid_request" or "invalid_client" or "unauthorized_client" or "unsupported_grant_type" or "invalid_scope" or "invalid_target";

    // OpenID Connect Core 1.0, 12.2. It came straight from the token endpoint, which is what vouches for it (3.1.3.7, 6).
    private static bool IsFor(string subject, string idToken)
    {
        try
        {
            return new JsonWebToken(idToken).Subject == subject;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
