using System.Globalization;

namespace Gateway.Benchmarks.Contestants;

/// <summary>Says how many bytes the process has allocated. A server of its own on a port of its own: the proxy's pipeline has nothing to do with it.</summary>
internal static class AllocationsEndpoint
{
    public static async Task<WebApplication> StartAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        var server = builder.Build();
        server.Run(static context => context.Response.WriteAsync(GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture)));
        await server.StartAsync();
        return server;
    }
}
