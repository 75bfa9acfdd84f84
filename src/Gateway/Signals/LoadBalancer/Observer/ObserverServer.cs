using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>The process of <c>gateway lb-observer</c>: its sources, its comparison and its own small server. It shares nothing with a running gateway.</summary>
internal static class ObserverServer
{
    private const string AccessLog = "access-log";
    private static readonly TimeSpan GiveUpEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>True when it was told to end, false when one of its sources did.</summary>
    /// <exception cref="IOException">The metrics address is taken.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address for datagrams is taken.</exception>
    public static async Task<bool> RunAsync(ObserverOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.Metrics.GetLeftPart(UriPartial.Authority));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning)
            // A start that fails is told by the command, in one line.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddRoutingCore();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ObserverMetrics>();
        builder.Services.AddSingleton<ObservedRoutes>();
        builder.Services.AddSingleton(provider => new Comparison(
            options.AccessLogs.Count > 0 ? options.Patience : TimeSpan.Zero,
            provider.GetRequiredService<ObserverMetrics>(), provider.GetRequiredService<ObservedRoutes>(), provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("gateway-lb-observer"))
            .WithMetrics(metrics => metrics
                .AddMeter(MetricNames.Meter)
                .AddView(instrument => instrument.Name is MetricNames.BalancerDuration or MetricNames.BalancerDelta
                    ? new ExplicitBucketHistogramConfiguration { Boundaries = [.. Telemetry.Boundaries] }
                    : null)
                .AddPrometheusExporter());
        AddSources(builder.Services, options);

        await using var server = builder.Build();
        server.MapPrometheusScrapingEndpoint("/metrics");
        server.MapGet("/api/routes", (ObservedRoutes routes) => Results.Json(routes.Look()));
        server.MapGet("/livez", () => "alive");
        await server.StartAsync();
        var logger = server.Services.GetRequiredService<ILogger<Comparison>>();
        foreach (var source in Names(options)) logger.ObserverReads(source, options.Metrics.GetLeftPart(UriPartial.Authority));
        await server.WaitForShutdownAsync();
        return server.Services.GetServices<IHostedService>().OfType<BackgroundService>().All(source => source.ExecuteTask is not { IsFaulted: true });
    }

    private static void AddSources(IServiceCollection services, ObserverOptions options)
    {
        services.AddHostedService(provider => new PatienceEnd(provider.GetRequiredService<Comparison>(), provider.GetRequiredService<TimeProvider>()));
        if (options.Listen is { } address)
        {
            services.AddSingleton<IHostedService>(provider => new SyslogSource(
                address, provider.GetRequiredService<Comparison>(), provider.GetRequiredService<ObserverMetrics>(),
                provider.GetRequiredService<ILogger<SyslogSource>>(), provider.GetRequiredService<TimeProvider>()));
        }

        foreach (var (name, path) in options.BalancerLogs.Concat(options.AccessLogs.Select(path => (AccessLog, path))))
        {
            services.AddSingleton<IHostedService>(provider => new FileSource(
                name, path, provider.GetRequiredService<Comparison>(), provider.GetRequiredService<ObserverMetrics>(),
                provider.GetRequiredService<ILogger<FileSource>>(), provider.GetRequiredService<TimeProvider>()));
        }
    }

    private static IEnumerable<string> Names(ObserverOptions options)
    {
        if (options.Listen is { } address) yield return $"udp://{address}";
        foreach (var (_, path) in options.BalancerLogs) yield return path;
        foreach (var path in options.AccessLogs) yield return path;
    }

    /// <summary>Gives up on requests whose gateway never said anything.</summary>
    private sealed class PatienceEnd(Comparison comparison, TimeProvider time) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var pause = new PeriodicTimer(GiveUpEvery, time);
            while (await pause.WaitForNextTickAsync(stoppingToken)) comparison.GiveUp();
        }
    }
}
