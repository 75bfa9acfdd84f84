using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Signals.Saturation;

internal static class SaturationRegistration
{
    public static IServiceCollection AddSaturation(this IServiceCollection services)
    {
        services.AddSingleton<TcpTraffic>();
        services.AddSingleton(provider => new TcpSnapshots(
            provider.GetRequiredService<TcpTraffic>(),
            () => BoundPorts(provider),
            [new NetlinkSocketTable(), new ProcSocketTable()],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TcpSnapshots>>()));
        services.AddSingleton<TcpMetrics>();

        // Before TLS and whatever else an endpoint adds: a connection is one once it is accepted.
        services.AddOptions<KestrelServerOptions>().Configure<TcpMetrics, TcpTraffic>((kestrel, _, traffic) =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => async connection =>
            {
                traffic.ConnectionOpened(TcpSide.Client);
                try
                {
                    await next(connection);
                }
                finally
                {
                    traffic.ConnectionClosed(TcpSide.Client);
                }
            })));
        return services;
    }

    private static HashSet<int> BoundPorts(IServiceProvider provider) =>
    [
        .. provider.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            .Select(BindingAddress.Parse).Where(address => !address.IsUnixPipe && !address.IsNamedPipe).Select(address => address.Port) ?? [],
    ];
}
