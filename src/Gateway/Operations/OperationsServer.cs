using System.Diagnostics;
using Gateway.Operations.Administration;
using Gateway.Operations.LivePage;
using Gateway.Rollout;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Gateway.Operations;

/// <summary>
/// The operations port: a server of its own beside the traffic's, so that it answers before traffic is accepted, while it
/// drains and until the very end, and so that no setting of the traffic port can expose it.
/// </summary>
internal sealed class OperationsServer(
    IOptions<OperationsOptions> options, Readiness readiness, ReleaseIdentity release, ILoggerFactory loggers,
    AdministratorAccess access, AdministrationEndpoints administration, LivePageServer page, MeterProvider? meters = null) : IHostedLifecycleService
{
    private WebApplication? _server;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // An empty builder reads no settings: ASPNETCORE_URLS and Kestrel's section are the traffic port's.
        // The page's files lie beside the program, whatever the content root.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(OperationsServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore().UseUrls(options.Value.Url).UseStaticWebAssets();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        // Health checks and scrapes are no traces: nobody listens to a source of this name.
        builder.Services.AddSingleton(new ActivitySource("Gateway.Operations"));
        builder.Services.AddSingleton<IHostLifetime, LifetimeOfTheGateway>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        page.AddTo(builder.Services);

        _server = builder.Build();
        _server.Use(PageHeaders.WriteAsync);
        _server.Use(access.InvokeAsync);
        _server.MapHealth(readiness, release);
        if (meters is not null) _server.MapMetrics(meters);
        administration.Map(_server);
        page.MapTo(_server);
        await _server.StartAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        readiness.Serve();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_server is null) return;
        await _server.StopAsync(cancellationToken);
        await _server.DisposeAsync();
    }

    /// <summary>This server starts and stops with the gateway; signals and start-up messages are the gateway's own.</summary>
    private sealed class LifetimeOfTheGateway : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
