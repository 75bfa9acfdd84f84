using Gateway.Authentication;
using Gateway.Authentication.Bearer;
using Gateway.Forwarding;
using Gateway.Frontends;
using Microsoft.AspNetCore.Authorization;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Operations.Configuration;

/// <summary>Routes and clusters: YARP's own validation, which is otherwise only heard of when it is too late, and the gateway's rules on top.</summary>
internal static class ReverseProxyRules
{
    // Each needs a middleware that is not in the pipeline; without it every request of the route would fail.
    private static readonly (string Name, Func<RouteConfig, bool> IsSet)[] NotServed =
    [
        (nameof(RouteConfig.Timeout), route => route.Timeout is not null),
        (nameof(RouteConfig.TimeoutPolicy), route => !string.IsNullOrEmpty(route.TimeoutPolicy)),
        (nameof(RouteConfig.CorsPolicy), route => !string.IsNullOrEmpty(route.CorsPolicy)),
        (nameof(RouteConfig.RateLimiterPolicy), route => !string.IsNullOrEmpty(route.RateLimiterPolicy)),
        (nameof(RouteConfig.OutputCachePolicy), route => !string.IsNullOrEmpty(route.OutputCachePolicy)),
    ];

    public static async Task<IEnumerable<ConfigurationError>> CheckAsync(IConfiguration configuration, bool boundable)
    {
        await using var provider = YarpWith(configuration);
        IProxyConfig proxy;
        try
        {
            proxy = provider.GetRequiredService<IProxyConfigProvider>().GetConfig();
        }
        catch (Exception unreadable)
        {
            return await UnreadableValuesAsync(configuration, unreadable);
        }

        var errors = new List<ConfigurationError>();
        if (proxy.Routes.Count > 0 && !configuration.GetSection(FrontendOptions.Section).GetChildren().Any()) errors.Add(NoFrontend());
        var validator = provider.GetRequiredService<IConfigValidator>();
        var policies = new PolicyDirectory(configuration);
        foreach (var route in proxy.Routes)
        {
            var known = IsKnownPolicy(route.AuthorizationPolicy, policies);
            if (!known) errors.Add(UnknownPolicy(route));
            var named = known ? route : route with { AuthorizationPolicy = null };
            foreach (var problem in await validator.ValidateRouteAsync(named)) errors.Add(Yarp($"Routes:{route.RouteId}", problem));
            if (boundable) errors.AddRange(RouteRules(configuration, proxy, route));
        }

        foreach (var cluster in proxy.Clusters)
        {
            foreach (var problem in await validator.ValidateClusterAsync(cluster)) errors.Add(Yarp($"Clusters:{cluster.ClusterId}", problem));
            errors.AddRange(DestinationRules(cluster));
        }

        return errors;
    }

    private static ServiceProvider YarpWith(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAuthorization();
        services.AddSingleton(new PolicyDirectory(configuration));
        services.AddSingleton<IAuthorizationPolicyProvider, NamedPolicies>();
        services.AddReverseProxy().LoadFromConfig(configuration.GetSection(ReverseProxySection.Key));
        return services.BuildServiceProvider();
    }

    // YARP stops at the first value it cannot read and does not say where it stands. So each is read by itself.
    private static async Task<IEnumerable<ConfigurationError>> UnreadableValuesAsync(IConfiguration configuration, Exception first)
    {
        var errors = new List<ConfigurationError>();
        foreach (var setting in configuration.GetSection(ReverseProxySection.Key).AsEnumerable().Where(setting => setting.Value is not null))
        {
            await using var alone = YarpWith(new ConfigurationBuilder().AddInMemoryCollection([setting]).Build());
            try
            {
                alone.GetRequiredService<IProxyConfigProvider>().GetConfig();
            }
            catch (Exception unreadable) when (unreadable.GetBaseException() is FormatException or OverflowException or ArgumentException)
            {
                errors.Add(Unreadable(setting.Key, unreadable));
            }
        }

        return errors.Count > 0 ? errors : [Unreadable(ReverseProxySection.Key, first)];
    }

    private static bool IsKnownPolicy(string? name, PolicyDirectory policies) =>
        string.IsNullOrEmpty(name)
        || RoutePolicy.IsAnonymous(name)
        || string.Equals(name, RoutePolicyFilter.RequireUser, StringComparison.OrdinalIgnoreCase)
        || policies.Find(name) is not null;

    private static IEnumerable<ConfigurationError> DestinationRules(ClusterConfig cluster)
    {
        var key = $"{ReverseProxySection.Key}:Clusters:{cluster.ClusterId}:Destinations";
        if (cluster.Destinations is not { Count: > 0 } destinations)
        {
            yield return new(key, "is empty.", "name at least one destination with an Address.");
            yield break;
        }

        foreach (var (name, destination) in destinations)
        {
            var isAddress = Uri.TryCreate(destination.Address, UriKind.Absolute, out var address)
                && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
            if (!isAddress) yield return new($"{key}:{name}:Address", $"is '{destination.Address}', which is no address.", "write http://orders:8080, say.");
        }
    }

    private static IEnumerable<ConfigurationError> RouteRules(IConfiguration configuration, IProxyConfig proxy, RouteConfig route)
    {
        var key = $"ReverseProxy:Routes:{route.RouteId}";
        if (route.ClusterId is not { } clusterId || proxy.Clusters.All(cluster => !string.Equals(cluster.ClusterId, clusterId, StringComparison.OrdinalIgnoreCase)))
        {
            yield return new($"{key}:ClusterId", $"is '{route.ClusterId}', which is no cluster.", "name one of ReverseProxy:Clusters.");
        }

        if ($"{route.Match.Path?.Trim('/')}/".StartsWith("bff/", StringComparison.OrdinalIgnoreCase))
        {
            yield return new($"{key}:Match:Path", $"is '{route.Match.Path}'.", "use another prefix: /bff is the gateway's own.");
        }

        foreach (var setting in NotServed.Where(setting => setting.IsSet(route)))
        {
            yield return new($"{key}:{setting.Name}", "is a setting of YARP that this gateway does not serve.", "remove it.");
        }

        var metadata = new ReverseProxySection(configuration).RouteSettings(route.RouteId)
            .ToDictionary(entry => RoutePolicy.MetadataPrefix + entry.Key, entry => entry.Value!);
        var policy = RoutePolicy.Of(route with { Metadata = metadata });
        foreach (var error in PolicyRules(configuration, key, route, policy)) yield return error;
        foreach (var error in TokenForRules.Check(configuration.GetSection($"{key}:Gateway:TokenFor"), policy)) yield return error;
    }

    private static IEnumerable<ConfigurationError> PolicyRules(IConfiguration configuration, string key, RouteConfig route, RoutePolicy policy)
    {
        if (policy.AcceptsToken && !configuration.GetSection(BearerOptions.Section).GetChildren().Any())
        {
            yield return new($"{key}:Gateway:SignIn", $"is {policy.SignIn}, and there is no issuer whose tokens to accept.", "add one to Gateway:Bearer, or set SignIn to Session.");
        }

        if (policy.SignIn == SignInKind.None && policy.Token == UpstreamToken.User)
        {
            yield return new($"{key}:Gateway:Token", "is User, and SignIn is None: there is no user.", "set Token to None, or SignIn to Session.");
        }

        if (policy.SignIn == SignInKind.None && route.AuthorizationPolicy is { Length: > 0 } name && !RoutePolicy.IsAnonymous(name))
        {
            yield return new($"{key}:Gateway:SignIn", $"is None, and AuthorizationPolicy is {name}: nobody could pass.", "set SignIn to Session, or AuthorizationPolicy to anonymous.");
        }
    }

    private static ConfigurationError NoFrontend() => new(
        FrontendOptions.Section, "is empty: routes are served at the hosts of frontends only, to bearer callers too, and every request would get 421.", "add a frontend with the Hosts that callers use.");

    private static ConfigurationError Unreadable(string key, Exception unreadable) =>
        new(key, $"cannot be read: {unreadable.GetBaseException().Message}", "correct the value; see the YARP documentation of this setting.");

    private static ConfigurationError UnknownPolicy(RouteConfig route) => new(
        $"{ReverseProxySection.Key}:Routes:{route.RouteId}:AuthorizationPolicy", $"is '{route.AuthorizationPolicy}', which is no policy.", "name one of Gateway:Policies, default or anonymous.");

    private static ConfigurationError Yarp(string place, Exception problem) => new(
        $"{ReverseProxySection.Key}:{place}", problem.Message, "see the YARP documentation of this setting.");
}
