using Gateway.Authentication.Providers;
using Gateway.Redis;
using Gateway.Signals;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Gateway.Operations.Status;

/// <summary>How every dependency looks from this replica at this moment, from what its users found out: nobody is asked anything.</summary>
internal sealed class Dependencies(RedisConnection redis, InvalidationChannel channel, ProvidersInForce providers, IProxyStateLookup proxy)
{
    public IReadOnlyList<Dependency> Look() => [.. Store(), .. providers.All.Select(Provider), .. proxy.GetClusters().SelectMany(Cluster)];

    private IEnumerable<Dependency> Store()
    {
        yield return new Dependency(
            Owner.SessionStore, "Redis", UpIf(redis.IsConnected), redis.LastFailure,
            "Users a replica remembers are served for OutageGrace; others and new sign-ins get 503 with Retry-After. Nobody is signed out.");
        yield return new Dependency(
            Owner.SessionStore, "Invalidation channel", UpIf(channel.IsHeard), LastError: null,
            "Who signs out at one replica is signed out at the others within RememberFor instead of within a second.");
    }

    private static Dependency Provider(ProviderInForce provider)
    {
        var metadata = provider.Metadata;
        var state = metadata.IsUnreachable ? DependencyState.Down : metadata.Current is null ? DependencyState.Unknown : DependencyState.Up;
        List<string> degrades = [];
        if (provider.SignsIn) degrades.Add("Signed-in users: nothing until their access token expires, then 503 on routes that send it. New sign-ins: 503. Nobody is signed out.");
        if (provider.IssuesBearers) degrades.Add("Callers with JWTs: nothing once its keys are known. Opaque tokens: known ones until OpaqueMaxAge, others 503.");
        return new Dependency(Owner.IdentityProvider, WithoutUserInfo(metadata.Authority), state, metadata.Failure, string.Join(' ', degrades));
    }

    private static IEnumerable<Dependency> Cluster(ClusterState cluster)
    {
        var routes = cluster.DestinationsState.AllDestinations.Count > 1
            ? "While another destination of this cluster is up: nothing. Else 502 or 504 on its routes; other routes do not notice."
            : "502 or 504 on its routes; other routes do not notice.";
        return cluster.Destinations.Values.OrderBy(destination => destination.DestinationId, StringComparer.Ordinal).Select(destination => new Dependency(
            Owner.Upstream, $"{cluster.ClusterId} · {destination.DestinationId} · {WithoutUserInfo(destination.Model.Config.Address)}",
            Of(destination.Health), LastError: null, routes));
    }

    // Without health checks YARP knows nothing, and sends to it all the same.
    private static DependencyState Of(DestinationHealthState health) => (health.Active, health.Passive) switch
    {
        (DestinationHealth.Unhealthy, _) or (_, DestinationHealth.Unhealthy) => DependencyState.Down,
        (DestinationHealth.Healthy, _) or (_, DestinationHealth.Healthy) => DependencyState.Up,
        _ => DependencyState.Unknown,
    };

    private static DependencyState UpIf(bool isUp) => isUp ? DependencyState.Up : DependencyState.Down;

    private static string WithoutUserInfo(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') : "";
}
