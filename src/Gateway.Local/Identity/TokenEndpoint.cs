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

        if (request.IsAuthorizationCodeGrantType()) grant?.SetAccessTokenLifetime(options.FirstAccessTokenLifetime);
        else grant?.SetAccessTokenLifetime(null);
        return grant is null ? Results.Forbid(authenticationSchemes: [Scheme]) : Results.SignIn(grant, authenticationScheme: Scheme);
    }
}
