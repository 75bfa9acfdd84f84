using System.Collections.Concurrent;

namespace Gateway.Signals;

/// <summary>
/// Every route that was ever asked for, by the name its metrics carry. Names come from the settings and from the gateway's own
/// addresses, never from a request, so there is a bounded number of them.
/// </summary>
internal sealed class RoutesWithSignals(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RouteSignals> _routes = new(StringComparer.Ordinal);

    public ICollection<RouteSignals> All => _routes.Values;

    public RouteSignals Unmatched => Named(BoundedNames.Unmatched);

    public RouteSignals Named(string name) => _routes.TryGetValue(name, out var known) ? known : _routes.GetOrAdd(name, added => new RouteSignals(added, time));

    /// <summary>The route an endpoint stands for: what it says of itself, else its pattern, which is code's.</summary>
    public RouteSignals Of(Endpoint? endpoint, MeasuredRoute? measured) => measured is not null
        ? measured.SignalsIn(this)
        : Named((endpoint as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/') ?? BoundedNames.Unmatched);
}

/// <summary>Endpoint metadata: how its requests are measured.</summary>
/// <param name="Name">The <c>route</c> attribute.</param>
/// <param name="SlowAfter">Its own latency objective; null where it has none.</param>
/// <param name="HasAccessLog">Whether its requests may get an access log line.</param>
internal sealed record MeasuredRoute(string Name, TimeSpan? SlowAfter = null, bool HasAccessLog = true)
{
    private RouteSignals? _signals;

    /// <summary>Looked for once in an endpoint's life, not once a request.</summary>
    public RouteSignals SignalsIn(RoutesWithSignals routes) => _signals ??= routes.Named(Name);
}
