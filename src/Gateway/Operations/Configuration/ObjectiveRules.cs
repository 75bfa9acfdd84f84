using Gateway.Authentication;
using Gateway.Forwarding;
using Gateway.Signals;
using Gateway.Signals.Slo;

namespace Gateway.Operations.Configuration;

/// <summary>What objectives must hold between routes.</summary>
internal static class ObjectiveRules
{
    // Each is a bucket of every route and outcome at every replica.
    private const int MostThresholds = 16;

    public static IEnumerable<ConfigurationError> Check(IConfiguration configuration)
    {
        var slos = RouteSlo.In(configuration);
        foreach (var slo in slos.Where(slo => IsTaken(slo.Route)))
        {
            yield return new($"{ReverseProxySection.Key}:Routes:{slo.Route}", "has a name that the gateway's own requests have in metrics: nobody could tell them apart.", "give it another name.");
        }

        var thresholds = SloThresholds.In(configuration);
        if (thresholds.Count <= MostThresholds) yield break;

        var allowed = slos.Select(slo => slo.Latency).Prepend(RouteSlo.Defaults(configuration).Latency).Distinct().Take(MostThresholds).ToHashSet();
        var first = slos.First(slo => !allowed.Contains(slo.Latency));
        yield return new(
            $"{ReverseProxySection.Key}:Routes:{first.Route}:Gateway:Slo:Latency",
            $"is {first.Latency}, and all routes together have {thresholds.Count} different ones, each a bucket of every histogram.",
            $"use at most {MostThresholds}, the one of Gateway:Signals:Slo included.");
    }

    private static bool IsTaken(string route) =>
        route is MetricNames.SyntheticRoute or BoundedNames.Unmatched || route.StartsWith($"{BffPaths.Prefix.TrimStart('/')}/", StringComparison.Ordinal);
}
