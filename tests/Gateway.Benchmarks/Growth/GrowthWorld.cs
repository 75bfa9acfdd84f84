using System.Text.Json;
using Gateway.Benchmarks.Surroundings;
using Gateway.JourneyTests.Faults;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Growth;

/// <summary>
/// One backend, several Redis servers of different fullness, and gateways over them that differ in their routes and in how far they trust their
/// memory. Nobody signs in: the sessions are there already, with tokens that outlive the day.
/// </summary>
internal sealed class GrowthWorld : IAsyncDisposable
{
    public const string Frontend = "demo";
    public const string CookieName = "__Host-demo";

    // Nobody asks it anything.
    public const string Authority = "http://127.0.0.1:9/";

    /// <summary>More than are ever remembered here, and for longer than a run lasts: what is measured from memory comes from there.</summary>
    private const string Remembered = "200000";
    private const string Long = "00:10:00";

    // A machine that is busy with something else must not be taken for a store that is away.
    private const string Patience = "00:00:05";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("growth-");
    private readonly Dictionary<int, RedisServer> _redis = [];
    private readonly List<GatewayProcess> _gateways = [];
    private TrivialBackend? _backend;

    private GrowthWorld()
    {
    }

    public static async Task<GrowthWorld> StartAsync()
    {
        var world = new GrowthWorld();
        world._backend = await TrivialBackend.StartAsync(world._folder.CreateSubdirectory("backend"), []);
        return world;
    }

    /// <summary>A Redis that holds so many sessions.</summary>
    public async Task<SessionPopulation> PopulateAsync(int sessions, int callers)
    {
        var redis = _redis[sessions] = new RedisServer();
        await redis.StartAsync();
        return await SessionPopulation.WriteAsync(redis.ConnectionString, sessions, callers);
    }

    public string RedisOf(int sessions) => _redis[sessions].ConnectionString;

    /// <param name="sessions">Which Redis.</param>
    /// <param name="routes">How many routes it has, each of them for sessions.</param>
    /// <param name="remembers">Whether it trusts its memory, or asks the store at every request.</param>
    public async Task<GatewayProcess> StartGatewayAsync(int sessions, int routes, bool remembers)
    {
        var settings = _folder.CreateSubdirectory($"gateway-{_gateways.Count}").FullName;
        await File.WriteAllTextAsync(Path.Combine(settings, "appsettings.json"), JsonSerializer.Serialize(Settings(RedisOf(sessions), routes, remembers)));
        var gateway = new GatewayProcess(settings, BuildFacts.GatewayBinaries) { Faults = new GatewayFaults() };
        _gateways.Add(gateway);
        await gateway.StartAsync();
        return gateway;
    }

    /// <summary>The last of so many: whoever looks through them looks through all.</summary>
    public static string PathOf(int routes) => $"/r{routes - 1}/ok";

    public string WriteCallers(string name, IEnumerable<string> headers)
    {
        var path = Path.Combine(_folder.FullName, $"{name}.callers");
        File.WriteAllLines(path, headers);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        foreach (var redis in _redis.Values) await redis.DisposeAsync();
        if (_backend is not null) await _backend.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private object Settings(string redis, int routes, bool remembers) => new
    {
        ConnectionStrings = new { Redis = redis },
        Logging = new { LogLevel = new { Default = "Error" } },
        Gateway = new
        {
            Frontends = new { demo = new { Hosts = new[] { "localhost" }, Identity = new { Authority, ClientId = "demo", ClientSecret = "demo-secret" }, Cookie = new { Name = CookieName } } },
            Sessions = new { RememberFor = remembers ? Long : "00:00:00", Remembered, StoreTimeout = Patience },
            Keys = new { Secret = "a-secret-for-one-benchmark-0123456789abcdef" },
        },
        ReverseProxy = new
        {
            Routes = Enumerable.Range(0, routes).ToDictionary(
                number => $"r{number}",
                number => new { ClusterId = "ok", AuthorizationPolicy = "default", Match = new { Path = $"/r{number}/{{**rest}}" } }),
            Clusters = new { ok = new { Destinations = new { a = new { _backend!.Address } } } },
        },
    };
}
