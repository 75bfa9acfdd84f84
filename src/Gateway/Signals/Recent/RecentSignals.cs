namespace Gateway.Signals.Recent;

/// <summary>All routes as they do now, at this replica. Costs nothing while nobody looks but what each request adds to its second.</summary>
internal sealed class RecentSignals(RoutesWithSignals routes)
{
    public IReadOnlyList<RouteFigures> Routes() =>
        [.. routes.All.OrderBy(route => route.Name, StringComparer.Ordinal).Select(Look)];

    /// <summary>Null for a route nobody asked for yet.</summary>
    public RouteFigures? Route(string name) => routes.All.FirstOrDefault(route => route.Name == name) is { } known ? Look(known) : null;

    private static RouteFigures Look(RouteSignals route) => route.Recent.Look(route.Active);
}
