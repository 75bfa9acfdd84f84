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

    // Of OpenTelemetry for .NET it is 2,000, and what exceeds it is counted without its route. As many as a thousand routes need: the
    // space for them is taken at once, 2 MB an instrument.
    private const int MostSeries = 20_000;

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
        var (metricsGo, tracesGo) = Collectors.Named(Environment.GetEnvironmentVariable);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Service, serviceVersion: version))
            .WithMetrics(metrics => metrics
                .AddMeter(MetricNames.Meter)
                .AddMeter(OthersMeters)
                .AddView(instrument => ViewOf(instrument.Name, boundaries))
                // An exemplar names a trace, and without a collector of traces nobody keeps one.
                .SetExemplarFilter(tracesGo ? ExemplarFilterType.TraceBased : ExemplarFilterType.AlwaysOff)
                // What is read is now; two scrapers at the same moment are no load worth an old answer.
                .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));
        if (metricsGo) telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
        if (tracesGo) telemetry.WithTracing(traces => traces.AddSource(TraceSources).AddOtlpExporter());
    }

    private static MetricStreamConfiguration? ViewOf(string instrument, double[] boundaries) => instrument switch
    {
        MetricNames.Requests => new MetricStreamConfiguration { CardinalityLimit = MostSeries },
        MetricNames.RequestDuration or MetricNames.StageDuration => new ExplicitBucketHistogramConfiguration { Boundaries = boundaries, CardinalityLimit = MostSeries },
        MetricNames.SessionLookupDuration or MetricNames.RedisDuration or MetricNames.TokenDuration =>
            new ExplicitBucketHistogramConfiguration { Boundaries = boundaries },
        _ => null,
    };
}
