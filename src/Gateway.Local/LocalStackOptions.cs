using Gateway.Local.Hosting;
using Gateway.Local.Identity;

namespace Gateway.Local;

internal sealed record LocalStackOptions
{
    /// <summary>Where users go. The other three ports do not follow it.</summary>
    public int Port { get; init; } = 8080;

    public int ControlPort { get; init; } = 8079;

    public int IdentityPort { get; init; } = 8090;

    public int StorePort { get; init; } = 6380;

    public int Replicas { get; init; } = 2;

    /// <summary>What outlives the stack: the store, the provider's state, the gateways' key secret.</summary>
    public string DataDirectory { get; init; } = Path.Combine(BuildFacts.ProjectDirectory, ".data");

    /// <summary>Lifetimes and accounts. Address, clients and data folder are the stack's to say.</summary>
    public IdentityProviderOptions Identity { get; init; } = new();

    /// <summary>The built gateway the replicas run.</summary>
    public string GatewayAssembly { get; init; } = BuildFacts.GatewayAssembly;

    /// <summary>The folder of the replicas' appsettings.json.</summary>
    public string GatewaySettings { get; init; } = Path.Combine(BuildFacts.ProjectDirectory, "Gateway");
}
