using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OpenIddict.Server.AspNetCore;

namespace Gateway.Local.Identity;

/// <summary>Signs the user out here; OpenIddict then returns to the address the client registered and asked for.</summary>
internal static class EndSessionEndpoint
{
    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.SignOut(
            new AuthenticationProperties { RedirectUri = IdentityPaths.SignIn },
            [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}
