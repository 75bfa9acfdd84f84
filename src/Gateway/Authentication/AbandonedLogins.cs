using Gateway.Frontends;

namespace Gateway.Authentication;

/// <summary>
/// Each login begun leaves two cookies until it ends or fifteen minutes pass. A page that begins login after login would fill
/// the browser's Cookie header until every request is refused as too large.
/// </summary>
internal static class AbandonedLogins
{
    private const int Kept = 10;

    public static void Forget(HttpContext context)
    {
        var frontend = context.Frontend();
        var begun = context.Request.Cookies.Keys.Where(name => name != frontend.CookieName && frontend.OwnsCookie(name)).ToList();
        if (begun.Count <= Kept) return;

        var attributes = new CookieOptions { Secure = true, HttpOnly = true, Path = "/", SameSite = SameSiteMode.Lax };
        foreach (var name in begun) context.Response.Cookies.Delete(name, attributes);
    }
}
