using System.Diagnostics.Metrics;
using Gateway.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Xunit;

namespace Gateway.Tests.Signals.Slo;

/// <summary>What the exporter itself prints, in both of its formats, held to the names that rules and dashboards use.</summary>
public sealed class ExportedNamesTests
{
    private static readonly TimeSpan[] Thresholds = [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(300), TimeSpan.FromTicks(1_234_567), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)];

    [Theory]
    [InlineData("text/plain;version=0.0.4", "1")]
    [InlineData("application/openmetrics-text;version=1.0.0", "1.0")]
    public async Task The_exporter_prints_the_names_and_bounds_that_rules_select(string format, string second)
    {
        var printed = await ExportAsync(format);
        Assert.Contains($"{PrometheusNames.Total(MetricNames.Requests)}{{", printed, StringComparison.Ordinal);
        Assert.Contains($"{PrometheusNames.Gauge(MetricNames.ActiveRequests)}{{", printed, StringComparison.Ordinal);
        Assert.Contains($"{PrometheusNames.Gauge(MetricNames.BuildInfo)}{{", printed, StringComparison.Ordinal);
        Assert.Contains($"{PrometheusNames.Count(MetricNames.RequestDuration)}{{", printed, StringComparison.Ordinal);
        Assert.Contains($"{PrometheusNames.Bucket(MetricNames.RequestDuration)}{{", printed, StringComparison.Ordinal);

        Assert.Contains($"le=\"{second}\"", printed, StringComparison.Ordinal);
        foreach (var threshold in Thresholds)
        {
            var matcher = PrometheusNames.LeMatcher(threshold);
            var allowed = matcher.Split('"')[1].Replace("\\\\.", ".", StringComparison.Ordinal).Split('|');
            Assert.Contains(allowed, le => printed.Contains($"le=\"{le}\"", StringComparison.Ordinal));
        }
    }

    private static async Task<string> ExportAsync(string format)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(MetricNames.Meter)
            .AddView(MetricNames.RequestDuration, new ExplicitBucketHistogramConfiguration { Boundaries = [.. Thresholds.Select(threshold => threshold.TotalSeconds).Order()] })
            .AddPrometheusExporter());
        await using var app = builder.Build();
        app.MapPrometheusScrapingEndpoint();
        var meter = app.Services.GetRequiredService<IMeterFactory>().Create(MetricNames.Meter);
        var durations = meter.CreateHistogram<double>(MetricNames.RequestDuration, "s");
        var requests = meter.CreateCounter<long>(MetricNames.Requests, "{request}");
        meter.CreateObservableUpDownCounter(MetricNames.ActiveRequests, () => 1L, "{request}");
        meter.CreateObservableGauge(MetricNames.BuildInfo, () => 1);
        await app.StartAsync(TestContext.Current.CancellationToken);
        durations.Record(0.3);
        requests.Add(1);

        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", format);
        return await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
    }
}
