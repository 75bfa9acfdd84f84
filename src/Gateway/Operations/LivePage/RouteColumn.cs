using Gateway.Signals.Recent;

namespace Gateway.Operations.LivePage;

/// <summary>A column of the routes' table that can be sorted by.</summary>
/// <param name="Title">What its head says.</param>
/// <param name="Unit">For whom hovers or listens.</param>
/// <param name="Value">What is sorted by; the name where it is null.</param>
/// <param name="Text">What a cell says.</param>
/// <param name="IsDuration">Rather than a count.</param>
internal sealed record RouteColumn(string Title, string Unit, Func<RouteFigures, double>? Value, Func<RouteFigures, string> Text, bool IsDuration = false)
{
    public static readonly RouteColumn Name = new("Route", "", Value: null, route => route.Route);

    public static readonly RouteColumn Errors = new("Errors", "share of the last minute's requests", route => route.ErrorShare, route => Units.Share(route.ErrorShare));

    public static readonly IReadOnlyList<RouteColumn> Figures =
    [
        new("Rate", "requests a second, over ten seconds", route => route.Rate, route => Units.Rate(route.Rate)),
        Errors,
        new("Active", "requests in flight", route => route.Active, route => Units.Count(route.Active)),
        Of("Gateway p50", "half of the last minute's requests spent less in the gateway", route => route.Gateway.P50),
        Of("Upstream p50", "half of the last minute's requests spent less at the upstream", route => route.Upstream.P50),
        Of("Gateway p99", "one in a hundred of the last minute's requests spent more in the gateway", route => route.Gateway.P99),
        Of("Upstream p99", "one in a hundred of the last minute's requests spent more at the upstream", route => route.Upstream.P99),
    ];

    /// <summary>The address of a route's page. Slashes of its name stay; everything else that means something in an address does not.</summary>
    public static string PageOf(string route) => "/routes/" + string.Join('/', route.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Equal ones stay in the order of their names.</summary>
    public IEnumerable<RouteFigures> Sort(IEnumerable<RouteFigures> routes, bool descending)
    {
        var byName = routes.OrderBy(route => route.Route, StringComparer.OrdinalIgnoreCase);
        if (Value is null) return descending ? byName.Reverse() : byName;
        return descending ? byName.OrderByDescending(Value) : byName.OrderBy(Value);
    }

    private static RouteColumn Of(string title, string unit, Func<RouteFigures, TimeSpan> value) =>
        new(title, unit, route => value(route).Ticks, route => Units.Duration(value(route)), IsDuration: true);
}
