using Yarp.ReverseProxy.Configuration;

namespace Gateway.Benchmarks.Contestants;

/// <summary>YARP with all its defaults: one route for everything, one cluster, one destination.</summary>
internal static class ProxyRegistration
{
    private const string Cluster = "backend";

    public static IReverseProxyBuilder AddProxy(this IServiceCollection services, string backend, string? policy) => services.AddReverseProxy().LoadFromMemory(
        [new RouteConfig { RouteId = "all", ClusterId = Cluster, AuthorizationPolicy = policy, Match = new RouteMatch { Path = "/{**rest}" } }],
        [
            new ClusterConfig
            {
                ClusterId = Cluster,
                Destinations = new Dictionary<string, DestinationConfig> { ["a"] = new() { Address = backend } },
            },
        ]);
}
