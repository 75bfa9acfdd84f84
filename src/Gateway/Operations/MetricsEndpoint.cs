using OpenTelemetry.Metrics;

namespace Gateway.Operations;

/// <summary><c>GET /metrics</c>: what Prometheus scrapes. Open like the health checks, for it names routes and counts but no user.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    public static void MapMetrics(this IEndpointRouteBuilder server, MeterProvider meters) =>
        server.MapPrometheusScrapingEndpoint(Path, meters, configureBranchedPipeline: null, optionsName: null);
}
