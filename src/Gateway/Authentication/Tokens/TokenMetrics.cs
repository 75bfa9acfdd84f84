using System.Diagnostics.Metrics;
using Gateway.Signals;

namespace Gateway.Authentication.Tokens;

internal sealed class TokenMetrics
{
    private readonly Counter<long> _refreshes;
    private readonly Histogram<double> _duration;

    public TokenMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MetricNames.Meter);
        _refreshes = meter.CreateCounter<long>(
            MetricNames.TokenRefreshes, "{refresh}", "Refreshes of a session's tokens: refreshed, rejected, unavailable, or joined (another replica did it).");
        _duration = meter.CreateHistogram<double>(MetricNames.TokenDuration, "s", "How long the provider took to answer a refresh.");
    }

    public void Redeemed(string frontend, RedemptionAnswer answer, TimeSpan duration)
    {
        var tags = Tags(frontend, answer switch
        {
            RedemptionAnswer.Granted => "refreshed",
            RedemptionAnswer.Rejected => "rejected",
            RedemptionAnswer.Unavailable => "unavailable",
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "An answer without a name."),
        });
        _refreshes.Add(1, tags);
        _duration.Record(duration.TotalSeconds, tags);
    }

    public void TakenOver(string frontend) => _refreshes.Add(1, Tags(frontend, "joined"));

    private static KeyValuePair<string, object?>[] Tags(string frontend, string result) =>
        [new(MetricNames.Frontend, frontend), new(MetricNames.Result, result)];
}
