using System.Text.Encodings.Web;
using Gateway.Local.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Gateway.Local.Identity;

/// <summary>
/// The provider's one page: user name and password, then back to where the authorization was interrupted. It carries all it needs in its
/// own address and asks no cookie back, so that curl can post to it and a lost cookie costs nothing.
/// </summary>
internal static class SignInForm
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    private static readonly string Page = EmbeddedPage.Read("SignIn.html");

    public static IResult Show(HttpContext context) => Render(ReturnUrl(context), "", "", StatusCodes.Status200OK);

    public static async Task<IResult> SubmitAsync(HttpContext context, Accounts accounts, TimeProvider time)
    {
        if (!context.Request.HasFormContentType) return Results.BadRequest("Send the fields username and password as a form.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        string username = form["username"].ToString(), password = form["password"].ToString();

        if (accounts.Find(username, password) is not { } account)
            return Render(ReturnUrl(context), username, "Wrong user name or password.", StatusCodes.Status401Unauthorized);

        await context.SignInAsync(Scheme, IdentityClaims.ForCookie(account, Scheme, time.GetUtcNow()));
        context.Response.Cookies.Append(IdentityPaths.FreshCookie, "1", new CookieOptions
        {
            Path = IdentityPaths.CookiePath,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromMinutes(1),
            IsEssential = true,
        });
        return Results.LocalRedirect(ReturnUrl(context));
    }

    private static string ReturnUrl(HttpContext context)
    {
        var asked = context.Request.Query[IdentityPaths.ReturnUrl].ToString();
        var isAuthorization = asked.StartsWith(IdentityPaths.Authorize + "?", StringComparison.Ordinal);
        return isAuthorization ? asked : IdentityPaths.SignIn;
    }

    private static IResult Render(string returnUrl, string username, string error, int status)
    {
        var action = IdentityPaths.SignIn + QueryString.Create(IdentityPaths.ReturnUrl, returnUrl);
        var html = Page
            .Replace("{{action}}", HtmlEncoder.Default.Encode(action), StringComparison.Ordinal)
            .Replace("{{error}}", HtmlEncoder.Default.Encode(error), StringComparison.Ordinal)
            .Replace("{{username}}", HtmlEncoder.Default.Encode(username), StringComparison.Ordinal);
        return Results.Content(html, "text/html; charset=utf-8", statusCode: status);
    }
}
