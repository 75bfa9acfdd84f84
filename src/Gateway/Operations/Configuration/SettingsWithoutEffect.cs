namespace Gateway.Operations.Configuration;

/// <summary>Settings that are part of the contract and checked, but that no code of this release acts on. An operator who sets one must hear it.</summary>
internal static class SettingsWithoutEffect
{
    private static readonly string[] Keys =
    [
        "Gateway:Sessions:WriteReplicas",
    ];

    private static readonly string[] RouteKeys = ["Gateway:MaxConcurrency"];

    private static readonly string[] ClusterKeys = ["Gateway:Resilience"];

    public static IReadOnlyList<string> In(IConfiguration configuration) =>
    [
        .. Keys.Where(key => configuration.GetSection(key).Exists()),
        .. Within(configuration, "ReverseProxy:Routes", RouteKeys),
        .. Within(configuration, "ReverseProxy:Clusters", ClusterKeys),
    ];

    private static IEnumerable<string> Within(IConfiguration configuration, string parent, string[] keys) =>
        configuration.GetSection(parent).GetChildren()
            .SelectMany(child => keys.Select(key => child.GetSection(key)))
            .Where(section => section.Exists())
            .Select(section => section.Path);
}
