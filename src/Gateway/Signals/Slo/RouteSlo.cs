namespace Gateway.Signals.Slo;

/// <summary>What one route promises: <c>Gateway:Signals:Slo</c>, where the route's own <c>Gateway:Slo</c> does not say otherwise.</summary>
/// <param name="Route">The <c>route</c> attribute of its metrics.</param>
/// <param name="Availability">Percent of requests that must not fail.</param>
/// <param name="Latency">A request slower than this is slow; null where only failures count.</param>
/// <param name="LatencyObjective">Percent of requests that must not be slow.</param>
/// <param name="AlertFrom">How many requests must have failed, or been slow, before an alert may fire.</param>
internal sealed record RouteSlo(string Route, double Availability, TimeSpan? Latency, double LatencyObjective, int AlertFrom)
{
    private const string Routes = "ReverseProxy:Routes";
    private const string Own = "Gateway:Slo";

    /// <summary>Those of all routes of a configuration, by name.</summary>
    public static IReadOnlyList<RouteSlo> In(IConfiguration configuration)
    {
        var defaults = Defaults(configuration);
        return
        [
            .. configuration.GetSection(Routes).GetChildren()
                .Select(route => Of(route.Key, defaults, route.GetSection(Own).Get<RouteSloOptions>()))
                .OrderBy(slo => slo.Route, StringComparer.Ordinal),
        ];
    }

    /// <summary>The objective of an address of the gateway's own. How fast it is depends on others too, so it promises only not to fail.</summary>
    public static RouteSlo OfOwnAddress(string path, IConfiguration configuration) =>
        Of(path.TrimStart('/'), Defaults(configuration), own: null) with { Latency = null };

    public static SloOptions Defaults(IConfiguration configuration) =>
        (configuration.GetSection(SignalsOptions.Section).Get<SignalsOptions>() ?? new SignalsOptions()).Slo;

    private static RouteSlo Of(string route, SloOptions defaults, RouteSloOptions? own) => new(
        route,
        own?.Availability ?? defaults.Availability,
        own?.Latency ?? defaults.Latency,
        own?.LatencyObjective ?? defaults.LatencyObjective,
        own?.AlertFrom ?? defaults.AlertFrom);
}
