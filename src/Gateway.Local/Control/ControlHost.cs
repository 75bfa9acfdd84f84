using System.Globalization;
using Gateway.Local.Hosting;

namespace Gateway.Local.Control;

/// <summary>The control address: a page for people, the same calls for scripts. Loopback only.</summary>
internal sealed class ControlHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ControlHost(WebApplication application) => _application = application;

    public static async Task<ControlHost> StartAsync(int port, ControlRoom room, CancellationToken cancellationToken)
    {
        var application = LoopbackHost.CreateBuilder().Build();
        application.Urls.Add(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}"));
        application.Use(CrossSiteGuard.InvokeAsync);
        application.UseRouting();
        application.MapControl(room);
        await application.StartAsync(cancellationToken);
        return new ControlHost(application);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
