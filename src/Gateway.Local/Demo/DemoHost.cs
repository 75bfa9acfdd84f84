using Gateway.Local.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Local.Demo;

/// <summary>What stands behind the gateway: an API, a frontend, or both on one port. A port given as 0 is chosen once and kept over stop and start.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    private readonly int _port;
    private readonly int _http2Port;
    private readonly Action<WebApplication> _map;
    private readonly RestartableHost _host;

    private DemoHost(int port, int http2Port, Action<WebApplication> map)
    {
        _port = port == 0 ? LoopbackPort.Free() : port;
        _http2Port = http2Port == 0 ? LoopbackPort.Free() : http2Port;
        _map = map;
        _host = new RestartableHost(Build);
    }

    public Uri Address => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", _port).Uri;

    /// <summary>The same over HTTP/2 without TLS, for gRPC and other two-way streams.</summary>
    public Uri Http2Address => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", _http2Port).Uri;

    public bool IsRunning => _host.IsRunning;

    /// <summary>The API, with and without the prefixes of the routes that lead to it, so that they may pass their paths on as they are.</summary>
    public static Task<DemoHost> StartApiAsync(int port, int http2Port, CancellationToken cancellationToken) =>
        StartAsync(new DemoHost(port, http2Port, application =>
        {
            application.MapDemoApi("");
            application.MapDemoApi("/api");
            application.MapDemoApi("/public");
        }), cancellationToken);

    public static Task<DemoHost> StartFrontendAsync(int port, CancellationToken cancellationToken) =>
        StartAsync(new DemoHost(port, 0, application => application.MapDemoPage()), cancellationToken);

    /// <summary>The frontend, with the API under <c>/api</c> and <c>/public</c>.</summary>
    public static Task<DemoHost> StartSiteAsync(int port, int http2Port, CancellationToken cancellationToken) =>
        StartAsync(new DemoHost(port, http2Port, application =>
        {
            application.MapDemoApi("/api");
            application.MapDemoApi("/public");
            application.MapDemoPage();
        }), cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async Task<DemoHost> StartAsync(DemoHost demo, CancellationToken cancellationToken)
    {
        await demo.StartAsync(cancellationToken);
        return demo;
    }

    private WebApplication Build()
    {
        var builder = LoopbackHost.CreateBuilder();
        builder.ListenLoopback(_port);
        builder.ListenLoopback(_http2Port, HttpProtocols.Http2);
        builder.Services.AddSingleton(TimeProvider.System);
        var application = builder.Build();
        application.UseWebSockets();
        application.UseRouting();
        _map(application);
        return application;
    }
}
