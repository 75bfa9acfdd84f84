using Gateway.Local.Hosting;

namespace Gateway.Local.Demo;

internal static class DemoEndpoints
{
    private static readonly string Page = EmbeddedPage.Read("Demo.html");

    public static void MapDemoApi(this IEndpointRouteBuilder routes, string prefix)
    {
        var api = routes.MapGroup(prefix);
        api.MapDemoStreams();
        api.MapDemoAnswers();
    }

    /// <summary>One page that shows who is signed in and calls the API. It never sees a token.</summary>
    public static void MapDemoPage(this IEndpointRouteBuilder routes)
    {
        // Deep links are the page's own business, as in any single-page application; files it does not have are not.
        routes.MapGet("/{**path:nonfile}", () => Results.Content(Page, "text/html; charset=utf-8"));
    }
}
