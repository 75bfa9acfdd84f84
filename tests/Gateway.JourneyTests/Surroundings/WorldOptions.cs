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

    /// <summary>False: Redis is not there yet when the gateways start.</summary>
    public bool RedisIsUp { get; init; } = true;
}
