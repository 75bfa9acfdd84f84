using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Signals;

/// <summary>
/// Two gateways under some traffic, watched as the compose stack watches them: Prometheus with the rules their own settings make, Alertmanager,
/// the observer of the load balancer's log, and somebody who is paged.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WatchedWorld : IAsyncLifetime, ICollectionFixture<WatchedWorld>
{
    internal const string Name = "watched world";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
    private readonly ObserverProcess _observer = new("--wait", "3");
    private readonly HaproxyServer _haproxy = new();
    private readonly AlertmanagerServer _alertmanager = new();
    private readonly CancellationTokenSource _end = new();
    private World? _world;
    private AlertReceiver? _pager;
    private Task _traffic = Task.CompletedTask;

    internal PrometheusServer Prometheus { get; } = new();

    internal AlertReceiver Pager => _pager ?? throw new InvalidOperationException();

    /// <summary>Whether the upstream fails the requests of route api.</summary>
    internal bool ApiFails { get; set; }

    public async ValueTask InitializeAsync()
    {
        _haproxy.Environment["OBSERVER"] = _observer.Syslog;
        var starting = World.StartAsync(new WorldOptions { Gateways = 2, DrainDelay = TimeSpan.FromSeconds(0.5) });
        await _observer.StartAsync();
        _pager = await AlertReceiver.StartAsync();
        await _alertmanager.StartAsync(_pager.Address);
        _world = await starting;
        await _haproxy.StartAsync([.. _world.Gateways.Select(gateway => (gateway.TrafficPort, gateway.OperationsPort))]);
        await Prometheus.StartAsync(
            await RulesAsync(_world.Settings),
            new Dictionary<string, string>
            {
                ["127.0.0.1:8281"] = $"127.0.0.1:{_world.Gateways[0].OperationsPort}",
                ["127.0.0.1:8282"] = $"127.0.0.1:{_world.Gateways[1].OperationsPort}",
                ["127.0.0.1:9093"] = _alertmanager.Address,
                ["127.0.0.1:9115"] = _observer.MetricsAddress,
            });
        // One session ended, one call refused: what a dashboard shows of both.
        await SignedInUser.SignInAsync(_world, "bob");
        using var ended = await _http.DeleteAsync(new Uri($"http://127.0.0.1:{_world.Gateways[0].OperationsPort}/api/sessions?subject=bob"));
        ended.EnsureSuccessStatusCode();
        using var refused = await _http.GetAsync(new Uri($"http://localhost:{_haproxy.Port}/api/x"));
        var alice = await SignedInUser.SignInAsync(_world, "alice");
        _traffic = Task.WhenAll(TrafficAsync(() => "/open/x", alice.CookieHeader), TrafficAsync(() => ApiFails ? "/api/status/500" : "/api/x", alice.CookieHeader));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _traffic;
        await Prometheus.DisposeAsync();
        await _alertmanager.DisposeAsync();
        if (_pager is not null) await _pager.DisposeAsync();
        await _haproxy.DisposeAsync();
        await _observer.DisposeAsync();
        if (_world is not null) await _world.DisposeAsync();
        _http.Dispose();
        _end.Dispose();
    }

    /// <summary>What the command prints for the settings these gateways run with.</summary>
    private static async Task<string> RulesAsync(string settings)
    {
        var printed = new System.Text.StringBuilder();
        await using var command = ChildProcess.Start(
            "dotnet",
            [Path.Combine(BuiltGateway.Current, "Gateway.dll"), "alert-rules", "--contentRoot", settings, "--runbook", "https://runbook.example.com"],
            onLine: line => printed.Append(line).Append('\n'));
        await command.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.True(command.ExitCode == 0, command.Output);
        return printed.ToString();
    }

    private async Task TrafficAsync(Func<string> path, string cookie)
    {
        using var timer = new PeriodicTimer(Pace, TimeProvider.System);
        while (!_end.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://localhost:{_haproxy.Port}{path()}"));
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
            using var answer = await _http.SendAsync(request, CancellationToken.None);
        }
    }
}
