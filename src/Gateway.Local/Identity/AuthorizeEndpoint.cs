using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Gateway.Local.Identity;

/// <summary>The authorization endpoint: grants what the client asks for, once the user has signed in here. OpenIddict has validated the request.</summary>
internal static class AuthorizeEndpoint
{
    public static async Task<IResult> HandleAsync(HttpContext context, TimeProvider time)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("Not an authorization request.");
        var user = (await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme)).Principal;

        if (user is not null && IsRecentEnough(user, request, context, time)) return Grant(user, request, context);
        if (request.HasPromptValue(PromptValues.None)) return LoginRequired();

        return Results.Redirect(IdentityPaths.SignIn + QueryString.Create(IdentityPaths.ReturnUrl, SameRequest(request)));
    }

    private static bool IsRecentEnough(ClaimsPrincipal user, OpenIddictRequest request, HttpContext context, TimeProvider time)
    {
        if (request.HasPromptValue(PromptValues.Login) && !context.Request.Cookies.ContainsKey(IdentityPaths.FreshCookie)) return false;
        var signedInAt = long.Parse(user.GetClaim(Claims.AuthenticationTime)!, CultureInfo.InvariantCulture);
        return request.MaxAge is not { } seconds || time.GetUtcNow().ToUnixTimeSeconds() - signedInAt <= seconds;
    }

    private static IResult Grant(ClaimsPrincipal user, OpenIddictRequest request, HttpContext context)
    {
        context.Response.Cookies.Delete(IdentityPaths.FreshCookie, new CookieOptions { Path = IdentityPaths.CookiePath });
        return Results.SignIn(IdentityClaims.ForGrant(user, request), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static IResult LoginRequired() => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.LoginRequired,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "The user is not signed in at the provider.",
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);

    /// <summary>The request as a local address, whether it came by GET, by POST or was pushed: the form returns to it after sign-in.</summary>
    private static string SameRequest(OpenIddictRequest request)
    {
        var pushed = request.RequestUri is not null;
        var parameters = request.GetParameters()
            .Where(parameter => !pushed || parameter.Key is Parameters.ClientId or Parameters.RequestUri)
            .Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value));
        return IdentityPaths.Authorize + QueryString.Create(parameters);
    }
}
