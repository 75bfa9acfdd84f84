using Gateway.Authentication.Providers;
using Gateway.Frontends;
using Gateway.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.Authentication;

/// <summary>
/// Turns a frontend's settings into ASP.NET Core's OpenID Connect handler: authorization code with PKCE (RFC 7636), pushed
/// authorization requests (RFC 9126) where offered, state and nonce bound to the browser by <c>__Host-</c> cookies.
/// </summary>
internal sealed class IdentityClientSetup(
    FrontendDirectory frontends, IdentityProviderEvents events, IdentityProviderHttp http, ProviderDirectory providers)
    : IConfigureNamedOptions<OpenIdConnectOptions>
{
    private static readonly TimeSpan LoginTimeout = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(10);
    private static readonly string[] DefaultScopes = ["openid", "profile", "offline_access"];

    // The provider's keys choose the algorithm, never "none" and never a shared secret.
    public static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    // Facts of one token, not of the user.
    private static readonly string[] ProtocolClaims = ["nonce", "aud", "azp", "iat", "nbf", "exp", "at_hash", "c_hash", "jti"];

    public void Configure(OpenIdConnectOptions options) => Configure(name: null, options);

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        if (FrontendSchemes.FrontendName(name) is not { } frontendName || frontends.ByName(frontendName) is not { } frontend) return;

        var identity = frontend.Options.Identity;
        options.Authority = identity.Authority;
        options.ConfigurationManager = providers.Of(identity.Authority);
        options.ClientId = identity.ClientId;
        options.ClientSecret = identity.ClientSecret;
        options.RequireHttpsMetadata = !IsLoopback(identity.Authority);
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.PushedAuthorizationBehavior = identity.PushedAuthorization switch
        {
            PushedAuthorization.Auto => PushedAuthorizationBehavior.UseIfAvailable,
            PushedAuthorization.Require => PushedAuthorizationBehavior.Require,
            PushedAuthorization.Disable => PushedAuthorizationBehavior.Disable,
            _ => throw new InvalidOperationException($"Pushed authorization {identity.PushedAuthorization} has no meaning."),
        };
        options.Scope.Clear();
        foreach (var scope in identity.Scopes is { Count: > 0 } scopes ? scopes : DefaultScopes) options.Scope.Add(scope);

        options.CallbackPath = BffPaths.Callback;
        options.SignedOutCallbackPath = BffPaths.SignedOut;
        options.RemoteSignOutPath = PathString.Empty;
        options.SignInScheme = UserSessionHandler.Scheme;
        options.SaveTokens = true;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.ClaimActions.MapAllExcept(ProtocolClaims);
        options.DisableTelemetry = true;
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        options.RemoteAuthenticationTimeout = LoginTimeout;
        options.BackchannelTimeout = ProviderTimeout;
        options.BackchannelHttpHandler = http.Handler;
        options.EventsType = null;
        options.Events = events;

        options.CorrelationCookie = LoginCookie(frontend, "login.");
        options.NonceCookie = LoginCookie(frontend, "nonce.");
    }

    public static bool IsLoopback(string authority) => Uri.TryCreate(authority, UriKind.Absolute, out var uri) && uri.IsLoopback;

    // Lax: the provider's redirect back is a navigation from another site. __Host-: no sibling host can plant a login.
    private static CookieBuilder LoginCookie(Frontend frontend, string purpose) => new()
    {
        Name = frontend.TransientCookie(purpose),
        Path = "/",
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        SecurePolicy = CookieSecurePolicy.Always,
        Expiration = LoginTimeout,
    };
}
