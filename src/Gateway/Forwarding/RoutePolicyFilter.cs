using Gateway.Authentication;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Forwarding;

/// <summary>
/// Completes each route before YARP takes it: copies its <c>Gateway</c> block into the route's metadata and closes routes
/// that nobody opened. A route without an authorization policy needs a signed-in user.
/// </summary>
internal sealed class RoutePolicyFilter(ReverseProxySection section, PolicyDirectory policies) : IProxyConfigFilter
{
    public const string RequireUser = "default";

    private const string PolicyFingerprint = RoutePolicy.MetadataPrefix + "policy";

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel)
    {
        var metadata = new Dictionary<string, string>(route.Metadata ?? new Dictionary<string, string>());
        foreach (var (key, value) in section.RouteSettings(route.RouteId))
        {
            if (value is not null) metadata[RoutePolicy.MetadataPrefix + key] = value;
        }

        // A changed policy must rebuild the endpoints that name it: ASP.NET Core keeps policies with endpoints.
        if (route.AuthorizationPolicy is { } name && policies.Find(name) is { } policy)
        {
            metadata[PolicyFingerprint] = System.Text.Json.JsonSerializer.Serialize(policy);
        }

        var completed = route with { Metadata = metadata };
        var signIn = RoutePolicy.Of(completed).SignIn;
        if (signIn != SignInKind.None && string.IsNullOrEmpty(route.AuthorizationPolicy)) completed = completed with { AuthorizationPolicy = RequireUser };
        return ValueTask.FromResult(completed);
    }

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => ValueTask.FromResult(cluster);
}

/// <summary>The <c>ReverseProxy</c> section of the configuration in force.</summary>
internal sealed class ReverseProxySection(IConfiguration accepted)
{
    public const string Key = "ReverseProxy";

    private const string GatewayBlock = "Gateway";

    public IConfigurationSection Section { get; } = accepted.GetSection(Key);

    public IEnumerable<KeyValuePair<string, string?>> RouteSettings(string routeId) =>
        Section.GetSection($"Routes:{routeId}:{GatewayBlock}").AsEnumerable(makePathsRelative: true).Where(entry => entry.Value is not null);
}
