using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Frontends;
using Gateway.Signals;

namespace Gateway.Sessions;

/// <summary>
/// Tells a person's navigation from code's calls (Fetch Metadata, W3C), and sends a navigation without a session to sign in.
/// </summary>
internal static class Navigation
{
    public const string LoginPath = "/bff/login";

    /// <summary>With <c>prompt=none</c>: what to do when the provider would have to ask the user. <c>login</c> asks him then.</summary>
    public const string OtherwiseParameter = "otherwise";
    public const string OtherwiseLogin = "login";

    private const string BounceCookie = "bounce";
    private static readonly TimeSpan BounceOnceWithin = TimeSpan.FromSeconds(10);

    public static bool IsNavigation(HttpRequest request)
    {
        var mode = request.Headers["Sec-Fetch-Mode"].ToString();
        if (mode.Length > 0) return mode == "navigate";
        return request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }

    public static Task ToSignInAsync(HttpContext context)
    {
        // Someone who follows a link from another site comes without a SameSite=Strict cookie, signed in or not.
        if (IsFirstFromAnotherSite(context)) return BounceAsync(context);

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(LoginPath + QueryString.Create("returnUrl", ReturnUrlOf(context.Request)));
        return Task.CompletedTask;
    }

    /// <summary>For a user whose session only lacks living tokens: the provider may still know him, and then he sees no form.</summary>
    public static Task ToSilentSignInAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(LoginPath + QueryString.Create("returnUrl", ReturnUrlOf(context.Request))
            .Add("prompt", "none").Add(OtherwiseParameter, OtherwiseLogin));
        return Task.CompletedTask;
    }

    private static bool IsFirstFromAnotherSite(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers["Sec-Fetch-Site"] == "cross-site"
        && context.Request.Cookies[context.Frontend().TransientCookie(BounceCookie)] != MarkOf(context.Request);

    private static Task BounceAsync(HttpContext context)
    {
        context.Response.Cookies.Append(
            context.Frontend().TransientCookie(BounceCookie),
            MarkOf(context.Request),
            new CookieOptions { Secure = true, HttpOnly = true, Path = "/", SameSite = SameSiteMode.Lax, MaxAge = BounceOnceWithin });
        return MoveOnPage.WriteAsync(context, AddressOf(context.Request));
    }

    // Once for each address: two links opened together are two bounces, and none can go round in circles.
    private static string MarkOf(HttpRequest request) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(AddressOf(request))).AsSpan(0, 12));

    private static string AddressOf(HttpRequest request) =>
        request.PathBase.Add(request.Path).ToUriComponent() + request.QueryString.ToUriComponent();

    // Browsers leave more as it is in an address than RFC 3986 allows; what sign-in would refuse is never offered to it.
    private static string ReturnUrlOf(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method)) return "/";
        if (LocalPath.TryParse(LocalPath.Escape(AddressOf(request)), out var address)) return address;
        return LocalPath.TryParse(request.Path.ToUriComponent(), out var path) ? path : "/";
    }
}
