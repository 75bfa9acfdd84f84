using Gateway.Local.Identity;

namespace Gateway.JourneyTests.Surroundings;

internal sealed record WorldOptions
{
    public int Gateways { get; init; } = 3;

    /// <summary>The folder of the gateway's binaries everybody starts with.</summary>
    public string Binaries { get; init; } = BuiltGateway.Current;

    /// <summary>How long a gateway that was told to stop serves on. HAProxy notices within 250 ms.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long it then waits for what is still running.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Settings on top of the world's own: the key as in appsettings.json ("Gateway:Tokens:RefreshBefore") and its value.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What is changed of the world's provider.</summary>
    public Func<IdentityProviderOptions, IdentityProviderOptions> Identity { get; init; } = options => options;

    /// <summary>Environment variables the gateways are started with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>True: the gateways can be hurt from inside, by <see cref="GatewayProcess.Faults"/>.</summary>
    public bool Faults { get; init; }

    /// <summary>Where the gateways find Redis, made of where it is: a proxy that stands between.</summary>
    public Func<string, string> RedisAt { get; init; } = connectionString => connectionString;

    /// <summary>False: Redis is not there yet when the gateways start.</summary>
    public bool RedisIsUp { get; init; } = true;
}
