using Gateway.JourneyTests.Faults;
using Gateway.Local.Demo;
using Gateway.Local.Identity;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>Everything between a browser and a service, for real and on this machine: HAProxy, gateways, Redis, a provider, an API.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journey-");
    private readonly List<GatewayProcess> _gateways = [];
    private readonly List<int> _exits = [];
    private IdentityProvider? _identity;
    private DemoHost? _api;

    private World()
    {
    }

    public RedisServer Redis { get; } = new();

    public HaproxyServer Haproxy { get; } = new();

    /// <summary>Stop and start it to act out an outage.</summary>
    public IdentityProvider Identity => _identity ?? throw new InvalidOperationException("The world has not been started.");

    public IReadOnlyList<GatewayProcess> Gateways => _gateways;

    /// <summary>The service behind the gateways.</summary>
    public Uri Api => _api?.Address ?? throw new InvalidOperationException("The world has not been started.");

    /// <summary>Exit codes of the gateways that were told to stop.</summary>
    public IReadOnlyList<int> Exits => _exits;

    /// <summary>The folder of the gateways' appsettings.json.</summary>
    public string Settings => _folder.FullName;

    /// <summary>What browsers see.</summary>
    public Uri Origin => new($"http://localhost:{Haproxy.Port}");

    public static async Task<World> StartAsync(WorldOptions? options = null)
    {
        var world = new World();
        try
        {
            await world.BuildAsync(options ?? new WorldOptions());
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A rolling deployment: one replica after the other is told to stop, and its successor is in traffic before the next is.</summary>
    /// <param name="binaries">The release to deploy; the same again when not given.</param>
    public async Task RollAsync(string? binaries = null)
    {
        for (var number = 1; number <= _gateways.Count; number++) await ReplaceAsync(number, binaries);
    }

    /// <summary>Replaces one replica, counted from 1.</summary>
    public async Task ReplaceAsync(int number, string? binaries = null)
    {
        var gateway = _gateways[number - 1];
        _exits.Add(await gateway.TerminateAsync());
        // Its health checks are 250 ms apart: without this, the successor could be up before HAProxy saw its predecessor go.
        await Haproxy.SeesAsync(number, "DOWN");
        await gateway.DisposeAsync();
        if (binaries is not null) gateway.Binaries = binaries;
        await gateway.StartAsync();
        await Haproxy.SeesAsync(number, "UP");
    }

    public async ValueTask DisposeAsync()
    {
        await Haproxy.DisposeAsync();
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await Redis.DisposeAsync();
        if (_identity is not null) await _identity.DisposeAsync();
        if (_api is not null) await _api.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task BuildAsync(WorldOptions options)
    {
        for (var number = 1; number <= options.Gateways; number++)
        {
            _gateways.Add(new GatewayProcess(_folder.FullName, options.Binaries, options.Settings)
            {
                Faults = options.Faults ? new GatewayFaults() : null,
                Environment = options.Environment,
            });
        }

        _identity = await IdentityProvider.StartAsync(
            options.Identity(new IdentityProviderOptions
            {
                Url = $"http://localhost:{FreePorts.Next()}",
                DataDirectory = _folder.CreateSubdirectory("identity").FullName,
                Clients = [IdentityClient.Demo([.. _gateways.SelectMany(gateway => new[] { gateway.Origin, WorldSettings.OfficeAt(gateway) }).Append(Origin).Select(origin => origin.GetLeftPart(UriPartial.Authority))])],
                AccessTokenLifetime = TimeSpan.FromMinutes(30),
                AcceptAnyUser = true,
            }),
            CancellationToken.None);
        _api = await DemoHost.StartApiAsync(FreePorts.Next(), FreePorts.Next(), CancellationToken.None);
        if (options.RedisIsUp) await Redis.StartAsync();

        WorldSettings.Write(_folder.FullName, options, options.RedisAt(Redis.ConnectionString), _identity.Authority, _api.Address);
        await Task.WhenAll(_gateways.Select(gateway => gateway.StartAsync()));
        await Haproxy.StartAsync([.. _gateways.Select(gateway => (gateway.TrafficPort, gateway.OperationsPort))]);
        for (var number = 1; number <= options.Gateways; number++) await Haproxy.SeesAsync(number, "UP");
        if (options.RedisIsUp) await Task.WhenAll(_gateways.Select(TakesLoginsAsync));
    }

    /// <summary>On an empty store the replicas first agree on the keys of logins in progress, once in the life of an installation.</summary>
    private static Task TakesLoginsAsync(GatewayProcess gateway)
    {
        var browser = new Browser(gateway.Origin);
        return Eventually.HoldsAsync(
            async () => (await browser.FetchAsync(HttpMethod.Get, "/bff/login")).Location is not null,
            TimeSpan.FromSeconds(10),
            () => $"a login can begin. The gateway said:\n{gateway.Output}");
    }
}
