using System.Globalization;
using System.Net;
using Gateway.Local.Replicas;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Local.Front;

/// <summary>The front's one route and one cluster, in YARP's terms.</summary>
internal static class FrontConfiguration
{
    public const string ClusterId = "replicas";

    // X-Forwarded-* are set by YARP itself, over whatever the client sent.
    public static RouteConfig Route { get; } = new RouteConfig
    {
        RouteId = "everything",
        ClusterId = ClusterId,
        Match = new RouteMatch { Path = "/{**everything}" },
    }.WithTransformUseOriginalHostHeader().WithTransformXForwarded(xDefault: ForwardedTransformActions.Set)
        // Ours to set, as that of any load balancer; and this one logs nothing to compare it with.
        .WithTransformRequestHeaderRemove("X-Request-Start");

    public static string DestinationId(ReplicaProcess replica) =>
        string.Create(CultureInfo.InvariantCulture, $"{replica.Number}/{replica.ProcessId}");

    public static ClusterConfig Cluster(IEnumerable<ReplicaProcess> replicas) => new()
    {
        ClusterId = ClusterId,
        LoadBalancingPolicy = "RoundRobin",
        Destinations = replicas.ToDictionary(DestinationId, replica => new DestinationConfig
        {
            Address = replica.Address.AbsoluteUri,
            Health = replica.Operations.AbsoluteUri,
        }),
        // Streams may be silent for long: the gateway's limits are to be seen, not ours.
        HttpRequest = new ForwarderRequestConfig { Version = HttpVersion.Version11, ActivityTimeout = TimeSpan.FromHours(1) },
        HealthCheck = new HealthCheckConfig
        {
            AvailableDestinationsPolicy = "HealthyAndUnknown",
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Interval = TimeSpan.FromMilliseconds(500),
                Timeout = TimeSpan.FromSeconds(1),
                Policy = "ConsecutiveFailures",
                Path = "/readyz",
            },
        },
        Metadata = new Dictionary<string, string> { ["ConsecutiveFailuresHealthPolicy.Threshold"] = "1" },
    };
}
