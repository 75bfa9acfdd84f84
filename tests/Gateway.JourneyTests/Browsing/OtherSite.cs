using Gateway.JourneyTests.Surroundings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.JourneyTests.Browsing;

/// <summary>A page of another site with one link: 127.0.0.1 and localhost are the same machine and different sites.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication _server;

    private OtherSite(WebApplication server, Uri address) => (_server, Address) = (server, address);

    public Uri Address { get; }

    public static async Task<OtherSite> StartAsync(Uri link)
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add(address.ToString());
        server.MapGet("/", () => Results.Content($"<!doctype html><title>Elsewhere</title><a href=\"{link}\">There</a>", "text/html"));
        await server.StartAsync();
        return new OtherSite(server, address);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
