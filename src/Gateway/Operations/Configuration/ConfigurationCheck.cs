using Gateway.Forwarding;

namespace Gateway.Operations.Configuration;

/// <summary>
/// Everything that can be known to be wrong with a configuration before it is used, all at once: the same check for a start, a
/// reload and <c>gateway check-config</c>.
/// </summary>
internal static class ConfigurationCheck
{
    private const string GatewayBlock = "Gateway";

    public static async Task<IReadOnlyCollection<ConfigurationError>> RunAsync(IConfiguration configuration, IHostEnvironment environment)
    {
        var shape = ShapeErrors(configuration).ToList();
        // Rules between settings and YARP's own checks need settings that can be bound.
        var rules = shape.Count == 0 ? SettingsRules.Check(configuration, environment) : [];
        return [.. shape.Concat(rules).Concat(await ReverseProxyRules.CheckAsync(configuration, boundable: shape.Count == 0)).Distinct()];
    }

    private static IEnumerable<ConfigurationError> ShapeErrors(IConfiguration configuration)
    {
        var proxy = configuration.GetSection(ReverseProxySection.Key);
        return SettingsShape.Check(configuration.GetSection(GatewayOptions.Section), typeof(GatewayOptions))
            .Concat(Blocks(proxy, "Routes", typeof(RouteGatewayOptions)))
            .Concat(Blocks(proxy, "Clusters", typeof(ClusterGatewayOptions)));
    }

    private static IEnumerable<ConfigurationError> Blocks(IConfigurationSection proxy, string kind, Type options) =>
        proxy.GetSection(kind).GetChildren().SelectMany(entry => SettingsShape.Check(entry.GetSection(GatewayBlock), options));
}
