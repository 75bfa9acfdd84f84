namespace Gateway.Signals.Slo.Rules;

/// <summary>
/// Records what the objectives are about: for each window the requests that counted, those of them that were bad, and their share.
/// Replicas are summed up after <c>increase</c>, which survives their restarts.
/// </summary>
internal static class IndicatorRules
{
    // Windows up to two hours are read from the counters themselves.
    private static readonly string[] ShortWindows = ["5m", "30m", "1h", "2h"];

    // Longer ones from what was recorded every five minutes: the counters of three days of replicas would be more samples than Prometheus reads
    // for one query. Such a window trails by five minutes at most.
    private static readonly string[] LongWindows = ["6h", "1d", "3d"];
    private const string Step = "5m";
    private const string LongInterval = "1m";

    private static readonly KeyValuePair<string, string> Availability = new(RecordedSeries.Slo, RecordedSeries.Availability);
    private static readonly KeyValuePair<string, string> Latency = new(RecordedSeries.Slo, RecordedSeries.Latency);

    private static readonly string Failures = PromQl.IsOneOf(MetricNames.Outcome, Tags(outcome => outcome.IsError()));
    private static readonly string NotTheClients = PromQl.IsOneOf(MetricNames.Outcome, Tags(outcome => outcome.IsError() || outcome == Outcome.Ok));
    private static readonly string Ok = PromQl.Is(MetricNames.Outcome, Outcome.Ok.ToTag());
    private static readonly string OkOrGivenUp = PromQl.IsOneOf(MetricNames.Outcome, Tags(outcome => outcome is Outcome.Ok or Outcome.ClientAborted));
    private const string NotSynthetic = $"{MetricNames.Route}!=\"{MetricNames.SyntheticRoute}\"";

    public static IEnumerable<RuleGroup> Groups(IReadOnlyList<RouteSlo> slos)
    {
        foreach (var window in ShortWindows)
        {
            yield return new RuleGroup($"gateway-slo-{window}", null, [.. AvailabilityIn(window), .. LatencyIn(window, slos), Ratio(window)]);
        }

        yield return new RuleGroup("gateway-slo-long", LongInterval, [.. LongWindows.Append(BurnRate.BudgetWindow).SelectMany(FromRecorded), Remaining()]);
    }

    private static IEnumerable<Rule> AvailabilityIn(string window)
    {
        yield return Rule.Record(RecordedSeries.Valid(window), SumOfRequests(NotTheClients, window), Availability);
        // A route that never failed has no such counter, and has failed 0 times.
        yield return Rule.Record(
            RecordedSeries.Bad(window),
            $"{SumOfRequests(Failures, window)}\nor\n0 * sum by ({MetricNames.Route}) ({RecordedSeries.Valid(window)}{{{PromQl.Is(RecordedSeries.Slo, RecordedSeries.Availability)}}})",
            Availability);
    }

    // A failure is neither fast nor slow: it has been counted. Whoever gave up waiting after the threshold has been served slowly, however
    // it would have ended; whoever gave up before says nothing.
    private static IEnumerable<Rule> LatencyIn(string window, IReadOnlyList<RouteSlo> slos)
    {
        foreach (var alike in slos.Where(slo => slo.Latency is not null).GroupBy(slo => slo.Latency!.Value).OrderBy(alike => alike.Key))
        {
            var routes = PromQl.IsOneOf(MetricNames.Route, [.. alike.Select(slo => slo.Route)]);
            var le = PrometheusNames.LeMatcher(alike.Key);
            // Each replica's slow requests by themselves: one that was started before the threshold was set has no such bucket, and must not
            // make every request slow.
            yield return Rule.Record(
                RecordedSeries.Bad(window),
                $"""
                clamp_min(sum by ({MetricNames.Route}) (
                    increase({PrometheusNames.Count(MetricNames.RequestDuration)}{WithSelectors(routes, OkOrGivenUp)}[{window}])
                  - sum without (le) (increase({PrometheusNames.Bucket(MetricNames.RequestDuration)}{WithSelectors(routes, OkOrGivenUp, le)}[{window}]))
                ), 0)
                """,
                Latency);
            var fast = $"sum by ({MetricNames.Route}) (increase({PrometheusNames.Bucket(MetricNames.RequestDuration)}{WithSelectors(routes, Ok, le)}[{window}]))";
            var slow = $"{RecordedSeries.Bad(window)}{WithSelectors(routes, PromQl.Is(RecordedSeries.Slo, RecordedSeries.Latency))}";
            yield return Rule.Record(RecordedSeries.Valid(window), $"{slow} + on ({MetricNames.Route}) {fast}\nor on ({MetricNames.Route})\n{slow}", Latency);
        }
    }

    private static Rule Ratio(string window) =>
        Rule.Record(RecordedSeries.BadRatio(window), $"{RecordedSeries.Bad(window)} / ({RecordedSeries.Valid(window)} > 0)");

    private static IEnumerable<Rule> FromRecorded(string window) =>
    [
        Rule.Record(RecordedSeries.Valid(window), $"sum_over_time({RecordedSeries.Valid(Step)}[{window}:{Step}])"),
        Rule.Record(RecordedSeries.Bad(window), $"sum_over_time({RecordedSeries.Bad(Step)}[{window}:{Step}])"),
        Ratio(window),
    ];

    private static Rule Remaining() =>
        Rule.Record(RecordedSeries.BudgetRemaining, $"1 - {RecordedSeries.BadRatio(BurnRate.BudgetWindow)} / {RecordedSeries.Budget}");

    private static string SumOfRequests(string outcomes, string window) =>
        $"sum by ({MetricNames.Route}) (increase({PrometheusNames.Total(MetricNames.Requests)}{WithSelectors(NotSynthetic, outcomes)}[{window}]))";

    private static string WithSelectors(params string[] matchers) => $"{{{string.Join(',', matchers)}}}";

    private static string[] Tags(Func<Outcome, bool> which) => [.. Outcomes.All.Where(which).Select(outcome => outcome.ToTag())];
}
