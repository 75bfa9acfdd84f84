using System.Net;

namespace Gateway.Local.Control;

/// <summary>
/// Lets no web page but our own press the buttons: any site a developer has open can post to localhost.
/// Stands before everything, since a refused call must have no effect.
/// </summary>
internal static class CrossSiteGuard
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsOurs(context.Request)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("Refused: this call comes from another site.");
    }

    private static bool IsOurs(HttpRequest request)
    {
        // A name of an attacker's that resolves to 127.0.0.1 makes his page "same-origin".
        if (!IsLoopback(request.Host.Host)) return false;
        if (HttpMethods.IsGet(request.Method)) return true;

        // curl sends neither header, browsers send the first and older ones the second.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none")) return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || origin == $"{request.Scheme}://{request.Host}";
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
