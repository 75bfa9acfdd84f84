namespace Gateway.Signals.Slo;

/// <summary>
/// The latencies from which requests are slow. Each must be a boundary of <see cref="MetricNames.RequestDuration"/>: only then is the
/// share of slow requests counted, not guessed. Boundaries are made at start, so a threshold that a reload brings has none before the next.
/// </summary>
internal static class SloThresholds
{
    /// <summary>Ascending, each once; the default is among them.</summary>
    public static IReadOnlyList<TimeSpan> In(IConfiguration configuration) =>
    [
        .. RouteSlo.In(configuration).Select(slo => slo.Latency).OfType<TimeSpan>()
            .Append(RouteSlo.Defaults(configuration).Latency)
            .Distinct()
            .Order(),
    ];

    /// <summary>Those that <paramref name="atStart"/> had no boundary for.</summary>
    public static IReadOnlyList<TimeSpan> Added(IReadOnlyList<TimeSpan> atStart, IConfiguration changed) => [.. In(changed).Except(atStart)];
}
