using System.Text.Encodings.Web;

namespace Gateway.Sessions;

/// <summary>
/// A page that moves on at once to an address of the same origin. Unlike a redirect it makes the next request a same-site one,
/// so that SameSite=Strict cookies go with it. It needs no script.
/// </summary>
internal static class MoveOnPage
{
    public static Task WriteAsync(HttpContext context, string localPath)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";

        var target = HtmlEncoder.Default.Encode(localPath);
        return response.WriteAsync($"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="refresh" content="0;url={target}">
            <title>One moment</title>
            <p><a href="{target}">Continue</a></p>
            </html>
            """);
    }
}
