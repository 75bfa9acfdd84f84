using System.Globalization;

namespace Gateway.Signals.Slo.Rules;

/// <summary>
/// The rules file of a configuration. It alerts on what users notice, errors and latency, and on nothing else: a saturated machine that
/// serves them well wakes nobody.
/// </summary>
/// <param name="slos">The objectives, those of the gateway's own addresses among them.</param>
/// <param name="runbook">Where the runbook is; alerts link to its sections.</param>
internal sealed class AlertRules(IReadOnlyList<RouteSlo> slos, string runbook)
{
    private const string Comment = "Made from the gateway's settings by `gateway alert-rules`: change those, and run it again.";

    private const int Percent = 100;

    public string Write() => RulesYaml.Write(Comment, [Objectives(), .. IndicatorRules.Groups(slos), Alerts()]);

    // Numbers as series, so that one rule serves all routes and dashboards draw the same lines.
    private RuleGroup Objectives() => new("gateway-slo-objectives", null, [.. slos.SelectMany(ObjectivesOf)]);

    private static IEnumerable<Rule> ObjectivesOf(RouteSlo slo) => slo.Latency is null
        ? Objective(slo, RecordedSeries.Availability, slo.Availability)
        : [.. Objective(slo, RecordedSeries.Availability, slo.Availability), .. Objective(slo, RecordedSeries.Latency, slo.LatencyObjective)];

    private static IEnumerable<Rule> Objective(RouteSlo slo, string kind, double percent)
    {
        KeyValuePair<string, string>[] labels = [new(MetricNames.Route, slo.Route), new(RecordedSeries.Slo, kind)];
        // By decimal, so that 99.9 leaves 0.001 and not 0.0009999999999999432.
        var budget = (Percent - (decimal)percent) / Percent;
        yield return Rule.Record(RecordedSeries.Budget, $"vector({budget.ToString(CultureInfo.InvariantCulture)})", labels);
        yield return Rule.Record(RecordedSeries.AlertFrom, $"vector({slo.AlertFrom.ToString(CultureInfo.InvariantCulture)})", labels);
    }

    private RuleGroup Alerts() => new(
        "gateway-slo-alerts",
        null,
        [
            .. BurnRate.All.Select(burn => Alert(burn, "GatewayRouteFails", RecordedSeries.Availability, "failed", "a-route-fails")),
            .. BurnRate.All.Select(burn => Alert(burn, "GatewayRouteSlow", RecordedSeries.Latency, "were slow", "a-route-is-slow")),
        ]);

    // A comparison keeps its left side's value: the share of bad requests, which the description then names.
    private Rule Alert(BurnRate burn, string name, string slo, string bad, string section)
    {
        var selected = $"{{{PromQl.Is(RecordedSeries.Slo, slo)}}}";
        var expression = $"""
            {RecordedSeries.BadRatio(burn.Long)}{selected} > {burn.Factor} * {RecordedSeries.Budget}
            and
            {RecordedSeries.BadRatio(burn.Short)}{selected} > {burn.Factor} * {RecordedSeries.Budget}
            and
            {RecordedSeries.Bad(burn.Long)}{selected} >= {RecordedSeries.AlertFrom}
            """;
        return Rule.Alert(name, expression, new("severity", burn.Severity), new("window", burn.Long)) with
        {
            Annotations =
            [
                new("summary", $"Requests of route {{{{ $labels.route }}}} {bad}: its {slo} budget burns at {burn.Factor} times the pace that lasts {BurnRate.BudgetWindow}"),
                new("description", $"{{{{ $value | humanizePercentage }}}} of the requests of route {{{{ $labels.route }}}} {bad} in the last {burn.Long}, and it goes on in the last {burn.Short}."),
                new("runbook_url", $"{runbook}#{section}"),
            ],
        };
    }
}
