using Gateway.Local.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Local.Demo;

/// <summary>The service behind the gateway: says what reached it, and speaks every kind of traffic the gateway must let through.</summary>
internal sealed class DemoApi : IAsyncDisposable
{
    /// <summary>The API answers with and without this prefix, so that routes may pass the path on as it is.</summary>
    private const string PathBase = "/api";

    private readonly int _port;
    private readonly int _http2Port;
    private readonly RestartableHost _host;

    private DemoApi(int port, int http2Port)
    {
        _port = port;
        _http2Port = http2Port;
        _host = new RestartableHost(Build);
    }

    public Uri Address => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", _port).Uri;

    /// <summary>The same API over HTTP/2 without TLS, for gRPC and other two-way streams.</summary>
    public Uri Http2Address => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", _http2Port).Uri;

    /// <param name="port">Port 0 takes a free one, and keeps it over a stop and start.</param>
    /// <param name="http2Port">As <paramref name="port"/>.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<DemoApi> StartAsync(int port, int http2Port, CancellationToken cancellationToken)
    {
        var api = new DemoApi(port == 0 ? LoopbackPort.Free() : port, http2Port == 0 ? LoopbackPort.Free() : http2Port);
        await api.StartAsync(cancellationToken);
        return api;
    }

    public Task StartAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private WebApplication Build()
    {
        var builder = LoopbackHost.CreateBuilder();
        builder.ListenLoopback(_port);
        builder.ListenLoopback(_http2Port, HttpProtocols.Http2);
        builder.Services.AddSingleton(TimeProvider.System);
        var application = builder.Build();
        application.UsePathBase(PathBase);
        application.UseWebSockets();
        application.UseRouting();
        application.MapDemoStreams();
        application.MapDemoAnswers();
        return application;
    }
}
