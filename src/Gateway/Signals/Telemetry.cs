using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Signals;

/// <summary>
/// Who reads the signals: Prometheus at <c>/metrics</c> always, an OTLP collector where OpenTelemetry's own environment variables name
/// one. Traces go to a collector only; where there is none nobody listens, and requests do not pay for them.
/// </summary>
internal static class Telemetry
{
    private const string Service = "gateway";
    private static readonly string[] CollectorVariables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    // The runtime's, Kestrel's and the container's own: CPU, memory, collector, thread pool, connections. ASP.NET Core's and HttpClient's
    // are left out: they measure each request once more, by other names.
    private static readonly string[] OthersMeters =
        ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Diagnostics.ResourceMonitoring"];

    private static readonly string[] TraceSources = ["Microsoft.AspNetCore", "Yarp.ReverseProxy", "System.Net.Http"];

    /// <summary>5 ms to 60 s, as OpenTelemetry advises for HTTP durations, and finer below.</summary>
    public static readonly IReadOnlyList<double> Boundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60];

    public static void AddTelemetry(this IServiceCollection services, string version, IEnumerable<TimeSpan> thresholds)
    {
        // An objective's threshold must be a bucket's edge, else the share of slow requests is a guess.
        double[] boundaries = [.. Boundaries.Union(thresholds.Select(threshold => threshold.TotalSeconds)).Order()];
        var hasCollector = CollectorVariables.Any(variable => Environment.GetEnvironmentVariable(variable) is { Length: > 0 });
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Service, serviceVersion: version))
            .WithMetrics(metrics => metrics
                .AddMeter(MetricNames.Meter)
                .AddMeter(OthersMeters)
                .AddView(instrument => ViewOf(instrument.Name, boundaries))
                // An exemplar names a trace, and without a collector nobody keeps one.
                .SetExemplarFilter(hasCollector ? ExemplarFilterType.TraceBased : ExemplarFilterType.AlwaysOff)
                // What is read is now; two scrapers at the same moment are no load worth an old answer.
                .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));
        if (!hasCollector) return;

        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
        telemetry.WithTracing(traces => traces.AddSource(TraceSources).AddOtlpExporter());
    }

    private static MetricStreamConfiguration? ViewOf(string instrument, double[] boundaries) => instrument switch
    {
        MetricNames.Requests => new MetricStreamConfiguration { CardinalityLimit = 20_000 },
        MetricNames.RequestDuration or MetricNames.StageDuration or MetricNames.SessionLookupDuration or MetricNames.RedisDuration or MetricNames.TokenDuration =>
            new ExplicitBucketHistogramConfiguration { Boundaries = boundaries },
        _ => null,
    };
}
