using Gateway.Forwarding;
using Gateway.Operations.LivePage;
using Gateway.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Operations.Administration;

/// <summary>
/// <c>/sign-in</c> on the operations port: an administrator's browser gives the <c>ApiKey</c> once, in the body of a form that only our own
/// page can post, and gets a cookie that no script reads and no other site sends.
/// </summary>
internal sealed class AdministratorSignIn(AdministratorKey key, ILogger<AdministratorSignIn> logger)
{
    public const string Path = "/sign-in";

    private const string Cookie = OperationsCookies.Ticket;
    private const string Home = "/";
    private const long MostBytes = 4096;

    public static string? TicketOf(HttpRequest request) => request.Cookies[Cookie];

    /// <summary>Sends a navigation to the form, and back to where it led afterwards.</summary>
    public static Task AskAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect($"{Path}{QueryString.Create("returnUrl", request.Path.ToUriComponent() + request.QueryString)}");
        return Task.CompletedTask;
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, ([FromQuery] string? returnUrl) => key.IsSet ? Form(returnUrl, isWrong: false) : Results.LocalRedirect(Home));
        // [FromForm] makes the endpoint ask for the form's antiforgery token.
        endpoints.MapPost(Path, (HttpContext context, [FromForm] string? apiKey, [FromForm] string? returnUrl) => SignIn(context, apiKey, returnUrl))
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes));
    }

    private IResult SignIn(HttpContext context, string? apiKey, string? returnUrl)
    {
        if (!key.IsKey(apiKey?.Trim() ?? ""))
        {
            logger.AdministratorRefused(context.Connection.RemoteIpAddress);
            return Form(returnUrl, isWrong: true);
        }

        logger.AdministratorSignedIn(context.Connection.RemoteIpAddress);
        context.Response.Cookies.Append(Cookie, key.IssueTicket(), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            MaxAge = AdministratorKey.TicketLifetime,
        });
        return Results.LocalRedirect(LocalOrHome(returnUrl));
    }

    private static RazorComponentResult<SignInPage> Form(string? returnUrl, bool isWrong) =>
        new(new { ReturnUrl = LocalOrHome(returnUrl), IsWrong = isWrong })
        {
            StatusCode = isWrong ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK,
        };

    private static string LocalOrHome(string? returnUrl) => LocalPath.TryParse(returnUrl, out var path) ? path : Home;
}
