using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Signals;

/// <summary>One gateway that can be hurt, an impatient HAProxy and an nginx in front of it, and the observer that hears both.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ObservedWorld : IAsyncLifetime, ICollectionFixture<ObservedWorld>
{
    internal const string Name = "A world seen from both sides";

    /// <summary>How long HAProxy waits for the gateway: shorter than a slow upstream, longer than a pause.</summary>
    internal static readonly TimeSpan HaproxyPatience = TimeSpan.FromSeconds(2);

    private readonly string _accessLog = Path.Combine(Path.GetTempPath(), $"observed-{Guid.NewGuid():N}.log");
    private World? _world;
    private ObserverProcess? _observer;
    private HaproxyServer? _haproxy;

    internal World World => _world ?? throw new InvalidOperationException();

    internal ObserverProcess Observer => _observer ?? throw new InvalidOperationException();

    internal HaproxyServer Haproxy => _haproxy ?? throw new InvalidOperationException();

    internal GatewayProcess Gateway => World.Gateways[0];

    public async ValueTask InitializeAsync()
    {
        _observer = new ObserverProcess("--access-log", _accessLog, "--wait", "3");
        _haproxy = new HaproxyServer
        {
            Environment = { ["OBSERVER"] = _observer.Syslog, ["SERVER_TIMEOUT"] = $"{HaproxyPatience.TotalMilliseconds}ms" },
        };
        var starting = World.StartAsync(new WorldOptions
        {
            Gateways = 1,
            Faults = true,
            DrainDelay = TimeSpan.FromSeconds(0.5),
            Settings = new Dictionary<string, string>([.. Route("slow", "/slow"), .. Route("status", "/status/{code}"), new("Gateway:Signals:AccessLog:Path", _accessLog), new("Gateway:Signals:Observer", $"http://{_observer.MetricsAddress}")]),
        });
        await _observer.StartAsync();
        _world = await starting;
        await _haproxy.StartAsync([(Gateway.TrafficPort, Gateway.OperationsPort)]);
        await _haproxy.SeesAsync(1, "UP");
    }

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null) await _haproxy.DisposeAsync();
        if (_observer is not null) await _observer.DisposeAsync();
        if (_world is not null) await _world.DisposeAsync();
        File.Delete(_accessLog);
    }

    private static IEnumerable<KeyValuePair<string, string>> Route(string name, string path) =>
    [
        new($"ReverseProxy:Routes:{name}:Match:Path", path), new($"ReverseProxy:Routes:{name}:ClusterId", "demo"),
        new($"ReverseProxy:Routes:{name}:AuthorizationPolicy", "anonymous"),
    ];
}
