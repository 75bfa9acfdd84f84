using Microsoft.AspNetCore.Components.Routing;

namespace Gateway.Operations.LivePage;

/// <summary>The tab of the routes: current on their table and on each route's own page.</summary>
public sealed class RoutesLink : NavLink
{
    protected override bool ShouldMatch(string uriAbsolute)
    {
        var path = new Uri(uriAbsolute).AbsolutePath;
        return path == "/" || path.StartsWith("/routes/", StringComparison.Ordinal);
    }
}
