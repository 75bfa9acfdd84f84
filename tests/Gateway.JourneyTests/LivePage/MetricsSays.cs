using System.Globalization;
using Gateway.JourneyTests.Signals;
using Xunit;

namespace Gateway.JourneyTests.LivePage;

/// <summary>
/// What the page may show of a route when it looked between two moments, by what <c>/metrics</c> said around them: whatever changed within
/// that second, and no more. The page's quantiles are of the last minute, as all of the test's traffic must be.
/// </summary>
internal sealed class MetricsSays(MetricsTrail trail, DateTimeOffset from, DateTimeOffset to, string route)
{
    private const int RateOver = 10;

    /// <summary>The page's buckets are as wide as this.</summary>
    private const double Bucket = 0.08;

    private const string Duration = "gateway_request_duration_seconds";
    private const string Stage = "gateway_request_stage_duration_seconds";
    private static readonly string[] Errors = ["failed", "timed_out", "shed"];

    public async Task RequestsAreAsync(Rounded shown) => Within(shown, (await AtAsync(from, Requests)).Least, (await AtAsync(to, Requests)).Most, "requests");

    public async Task ErrorsAreAsync(Rounded shown) => Within(shown, (await AtAsync(from, Failed)).Least, (await AtAsync(to, Failed)).Most, "errors");

    /// <summary>One that is on its way at this very moment may be in either.</summary>
    public async Task ActiveAreAsync(Rounded shown)
    {
        var (before, after) = (await AtAsync(from, Active), await AtAsync(to, Active));
        Within(shown, Math.Min(before.Most, after.Most) - 1, Math.Max(before.Most, after.Most) + 1, "active");
    }

    /// <summary>A line of the routes' table.</summary>
    public async Task LineIsAsync(Rounded[] shown)
    {
        await RateIsAsync(shown[0]);
        await ErrorShareIsAsync(shown[1]);
        await ActiveAreAsync(shown[2]);
        await GatewayIsAsync(shown[3], 0.50);
        await UpstreamIsAsync(shown[4], 0.50);
        await GatewayIsAsync(shown[5], 0.99);
        await UpstreamIsAsync(shown[6], 0.99);
    }

    public Task RateIsAsync(Rounded shown) => OverWholeSecondsAsync(shown, "rate", async second =>
    {
        var (end, begin) = (await AtAsync(second, Requests), await AtAsync(second.AddSeconds(-RateOver), Requests));
        return ((end.Least - begin.Most) / RateOver, (end.Most - begin.Least) / RateOver);
    });

    public Task ErrorShareIsAsync(Rounded shown) => OverWholeSecondsAsync(shown, "error share", async second =>
    {
        var (errors, requests) = (await AtAsync(second, Failed), await AtAsync(second, Requests));
        return requests.Least == 0 ? (0, 1) : (errors.Least / requests.Most, Math.Min(1, errors.Most / requests.Least));
    });

    public Task DurationIsAsync(Rounded shown, double quantile) =>
        QuantileIsAsync(shown, quantile, $"p{quantile * 100}", (Duration, null), (Duration, null));

    /// <summary>No histogram of the metrics is of all the time at the upstream; it is no shorter than its longest stage and no longer than the request.</summary>
    private Task UpstreamIsAsync(Rounded shown, double quantile) =>
        QuantileIsAsync(shown, quantile, $"upstream p{quantile * 100}", (Stage, "upstream_wait"), (Duration, null));

    /// <summary>The gateway's part is its own stage and the waits for session, token and provider.</summary>
    private Task GatewayIsAsync(Rounded shown, double quantile) =>
        QuantileIsAsync(shown, quantile, $"gateway p{quantile * 100}", (Stage, "gateway"), (Duration, null));

    private async Task QuantileIsAsync(Rounded shown, double quantile, string what, (string Metric, string? Stage) shortest, (string Metric, string? Stage) longest)
    {
        var around = new[] { await trail.AroundAsync(from.AddSeconds(-1)), await trail.AroundAsync(to) };
        Exposition[] all = [.. around.SelectMany(pair => new[] { pair.Before, pair.After }).OfType<Exposition>()];
        var (least, most) = (all.Min(metrics => BucketOf(metrics, shortest, quantile, -1).From), all.Max(metrics => BucketOf(metrics, longest, quantile, 1).To));
        Within(shown, least * (1 - Bucket), most * (1 + Bucket), what);
    }

    /// <summary>The edges of the bucket in which the quantile lies, a request earlier or later.</summary>
    private (double From, double To) BucketOf(Exposition metrics, (string Metric, string? Stage) of, double quantile, int beside)
    {
        (string, string)[] labels = of.Stage is null ? [("route", route)] : [("route", route), ("stage", of.Stage)];
        var all = metrics.Sum($"{of.Metric}_count", labels);
        var rank = Math.Min((all * quantile) + beside, all);
        var from = 0.0;
        foreach (var edge in metrics.Values($"{of.Metric}_bucket", "le").OrderBy(Edge))
        {
            if (metrics.Sum($"{of.Metric}_bucket", [.. labels, ("le", edge)]) >= rank) return (from, Edge(edge));
            from = Edge(edge);
        }

        return (from, double.PositiveInfinity);
    }

    private async Task OverWholeSecondsAsync(Rounded shown, string what, Func<DateTimeOffset, Task<(double Least, double Most)>> figure)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var second = from.ToUnixTimeSeconds(); second <= to.ToUnixTimeSeconds(); second++)
        {
            var at = await figure(DateTimeOffset.FromUnixTimeSeconds(second));
            (least, most) = (Math.Min(least, at.Least), Math.Max(most, at.Most));
        }

        Within(shown, least, most, what);
    }

    private async Task<(double Least, double Most)> AtAsync(DateTimeOffset moment, Func<Exposition, double> figure)
    {
        var (before, after) = await trail.AroundAsync(moment);
        return (before is null ? 0 : figure(before), figure(after));
    }

    private double Requests(Exposition metrics) => metrics.Sum("gateway_requests_total", ("route", route));

    private double Failed(Exposition metrics) => Errors.Sum(outcome => metrics.Sum("gateway_requests_total", ("route", route), ("outcome", outcome)));

    private double Active(Exposition metrics) => metrics.Sum("gateway_requests_active", ("route", route));

    private void Within(Rounded shown, double least, double most, string what)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{route}: {what} {shown.Value:G4} on the page, {least:G4} to {most:G4} by the metrics"));
        Assert.True(
            shown.Value + shown.By >= least && shown.Value - shown.By <= most,
            string.Create(CultureInfo.InvariantCulture, $"{route}: {what} is {shown.Value} on the page and {least} to {most} by the metrics."));
    }

    private static double Edge(string edge) => edge == "+Inf" ? double.PositiveInfinity : double.Parse(edge, CultureInfo.InvariantCulture);
}
