using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Gateway.Local.Identity;

/// <summary>The user behind an access token. OpenIddict has validated the token.</summary>
internal static class UserInfoEndpoint
{
    private static readonly string[] Told = [Claims.Subject, Claims.Name, Claims.PreferredUsername, Claims.Email];

    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        var user = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        return Results.Json(Told.Where(user.HasClaim).ToDictionary(claim => claim, claim => user.GetClaim(claim)));
    }
}
