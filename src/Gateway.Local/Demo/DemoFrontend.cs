using Gateway.Local.Hosting;

namespace Gateway.Local.Demo;

/// <summary>The web frontend behind the gateway: one page that shows who is signed in and calls the API. It never sees a token.</summary>
internal sealed class DemoFrontend : IAsyncDisposable
{
    private static readonly string Page = EmbeddedPage.Read("Demo.html");

    private readonly int _port;
    private readonly RestartableHost _host;

    private DemoFrontend(int port)
    {
        _port = port;
        _host = new RestartableHost(Build);
    }

    public Uri Address => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", _port).Uri;

    /// <param name="port">Port 0 takes a free one, and keeps it over a stop and start.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<DemoFrontend> StartAsync(int port, CancellationToken cancellationToken)
    {
        var frontend = new DemoFrontend(port == 0 ? LoopbackPort.Free() : port);
        await frontend.StartAsync(cancellationToken);
        return frontend;
    }

    public Task StartAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private WebApplication Build()
    {
        var builder = LoopbackHost.CreateBuilder();
        builder.ListenLoopback(_port);
        var application = builder.Build();
        application.UseRouting();
        application.MapGet("/", () => Results.Content(Page, "text/html; charset=utf-8"));
        // Deep links are the page's own business, as in any single-page application; files it does not have are not.
        application.MapGet("/{**path:nonfile}", () => Results.Content(Page, "text/html; charset=utf-8"));
        return application;
    }
}
