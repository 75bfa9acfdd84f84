using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Gateway.Signals.Recent;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>The last minute of each route as the load balancer saw it: what <c>/api/routes</c> answers.</summary>
internal sealed class ObservedRoutes(TimeProvider time)
{
    /// <summary>The route of requests of which no gateway said anything.</summary>
    public const string Unknown = "unknown";

    // Names come from gateways, but anybody on this machine could send a line.
    private const int Most = 1000;
    private const int LongestName = 200;

    private readonly ConcurrentDictionary<string, ObservedRoute> _routes = new(StringComparer.Ordinal);

    /// <summary>A name there is room for, or the word for the rest.</summary>
    public string Bounded(string? route) => route switch
    {
        null => Unknown,
        _ when _routes.ContainsKey(route) => route,
        { Length: <= LongestName } when _routes.Count < Most => route,
        _ => BoundedNames.Other,
    };

    public void Add(string route, TimeSpan duration, TimeSpan? delta, bool disagrees) =>
        _routes.GetOrAdd(route, _ => new ObservedRoute(time)).Add(duration, delta, disagrees);

    public IReadOnlyList<ObservedFigures> Look() =>
        [.. _routes.OrderBy(route => route.Key, StringComparer.Ordinal).Select(route => route.Value.Look(route.Key))];
}

/// <summary>One route over the last whole minute. Quantiles are at most 7.5 % off (<see cref="DurationBuckets"/>).</summary>
/// <param name="Route">The <c>route</c> attribute of the gateway's metrics.</param>
/// <param name="Requests">Requests the load balancer saw the end of.</param>
/// <param name="LbP50">Half of them took it less, in milliseconds.</param>
/// <param name="LbP99">One in a hundred took it longer.</param>
/// <param name="DeltaP50">Of the time to the answer's headers, what the gateway knows nothing of.</param>
/// <param name="DeltaP99">The same, for one in a hundred.</param>
/// <param name="Disagreements">Requests with another code on each side.</param>
internal sealed record ObservedFigures(
    [property: JsonPropertyName("route")] string Route,
    [property: JsonPropertyName("requests")] int Requests,
    [property: JsonPropertyName("lb_p50_ms")] double LbP50,
    [property: JsonPropertyName("lb_p99_ms")] double LbP99,
    [property: JsonPropertyName("delta_p50_ms")] double DeltaP50,
    [property: JsonPropertyName("delta_p99_ms")] double DeltaP99,
    [property: JsonPropertyName("disagreements")] int Disagreements);
