using System.Diagnostics.Metrics;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>The load balancer's view of the requests, request by request beside the gateway's.</summary>
internal sealed class ObserverMetrics
{
    /// <summary>Nobody said a code.</summary>
    public const string NoCode = "none";

    private const string OtherCode = "other";

    private readonly Histogram<double> _durations;
    private readonly Histogram<double> _deltas;
    private readonly Counter<long> _disagreements;
    private readonly Counter<long> _lines;

    public ObserverMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MetricNames.Meter);
        _durations = meter.CreateHistogram<double>(MetricNames.BalancerDuration, "s", "Requests as the load balancer timed them; to the headers where the answer stays open.");
        _deltas = meter.CreateHistogram<double>(
            MetricNames.BalancerDelta, "s", "The load balancer's time to the answer's headers minus the gateway's own, for each request. What rounding makes negative counts as 0.");
        _disagreements = meter.CreateCounter<long>(MetricNames.BalancerDisagreements, "{request}", "Requests with another code at the load balancer than at the gateway.");
        _lines = meter.CreateCounter<long>(MetricNames.BalancerLines, "{line}", "Log lines by where they came from and whether they could be read.");
    }

    public void Timed(string route, TimeSpan duration) => _durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(MetricNames.Route, route));

    public void Differed(string route, TimeSpan delta) => _deltas.Record(delta.TotalSeconds, new KeyValuePair<string, object?>(MetricNames.Route, route));

    public void Disagreed(string balancers, string gateways) => _disagreements.Add(
        1, new KeyValuePair<string, object?>(MetricNames.BalancerCode, balancers), new KeyValuePair<string, object?>(MetricNames.ApplicationCode, gateways));

    public void Read(string source, LogLine line) => _lines.Add(
        1, new KeyValuePair<string, object?>(MetricNames.Source, source), new KeyValuePair<string, object?>(MetricNames.Result, ResultOf(line)));

    /// <summary>The attribute for a code: one of 500, or a word.</summary>
    public static string Name(int? code) => code switch
    {
        null => NoCode,
        >= 100 and <= 599 => $"{code}",
        _ => OtherCode,
    };

    private static string ResultOf(LogLine line) => line switch
    {
        LogLine.OfBalancer or LogLine.OfGateway => "read",
        LogLine.Notice => "notice",
        LogLine.Malformed => "malformed",
        _ => throw new ArgumentOutOfRangeException(nameof(line), line, "A line without a name."),
    };
}
