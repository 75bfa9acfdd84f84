using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;

namespace Gateway.Local.Identity;

/// <summary>The token endpoint. OpenIddict has authenticated the client, checked PKCE and redeemed the code or refresh token, or validated the token to exchange, when this runs.</summary>
internal static class TokenEndpoint
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static async Task<IResult> HandleAsync(HttpContext context, IdentityProviderOptions options)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("Not a token request.");
        if (request.IsClientCredentialsGrantType())
            return Results.SignIn(IdentityClaims.ForClient(request), authenticationScheme: Scheme);

        var grant = (await context.AuthenticateAsync(Scheme)).Principal;
        if (grant is not null && request.IsTokenExchangeGrantType())
            return Results.SignIn(IdentityClaims.ForExchange(grant, request), authenticationScheme: Scheme);

        if (grant is null) return Results.Forbid(authenticationSchemes: [Scheme]);
        if (request.IsRefreshTokenGrantType()) IdentityClaims.NarrowTo(grant, request);
        grant.SetAccessTokenLifetime(request.IsAuthorizationCodeGrantType() ? options.FirstAccessTokenLifetime : null);
        return Results.SignIn(grant, authenticationScheme: Scheme);
    }
}
