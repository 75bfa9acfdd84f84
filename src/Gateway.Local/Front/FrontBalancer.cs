using System.Collections.Immutable;
using System.Globalization;
using Gateway.Local.Hosting;
using Gateway.Local.Replicas;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Local.Front;

/// <summary>
/// The one address users see: a load balancer over the replicas. It believes no client's X-Forwarded headers, keeps the host, and asks
/// every replica twice a second whether it may take traffic.
/// </summary>
internal sealed class FrontBalancer : IAsyncDisposable
{
    private readonly int _port;
    private readonly TimeProvider _time;
    private readonly InMemoryConfigProvider _configuration = new([FrontConfiguration.Route], [FrontConfiguration.Cluster([])]);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly WebApplication _application;
    private ImmutableList<ReplicaProcess> _replicas = [];

    private FrontBalancer(int port, TimeProvider time)
    {
        _port = port;
        _time = time;
        _application = Build();
    }

    public Uri Address => new UriBuilder(Uri.UriSchemeHttp, "localhost", _port).Uri;

    public FrontTraffic Traffic { get; } = new();

    public static async Task<FrontBalancer> StartAsync(int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var front = new FrontBalancer(port, time);
        await front._application.StartAsync(cancellationToken);
        return front;
    }

    /// <summary>Gives the replica traffic; returns once that is in force.</summary>
    public Task AddAsync(ReplicaProcess replica) => ChangeAsync(replicas => replicas.Add(replica));

    /// <summary>Gives the replica no new request; returns once that is in force. Those it has are left to end.</summary>
    public Task RemoveAsync(ReplicaProcess replica) => ChangeAsync(replicas => replicas.Remove(replica));

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _gate.Dispose();
    }

    private async Task ChangeAsync(Func<ImmutableList<ReplicaProcess>, ImmutableList<ReplicaProcess>> change)
    {
        await _gate.WaitAsync();
        try
        {
            _replicas = change(_replicas);
            _configuration.Update([FrontConfiguration.Route], [FrontConfiguration.Cluster(_replicas)]);
            while (!IsInForce()) await Task.Delay(TimeSpan.FromMilliseconds(5), _time);
        }
        finally
        {
            _gate.Release();
        }
    }

    private bool IsInForce()
    {
        var state = _application.Services.GetRequiredService<IProxyStateLookup>();
        return state.TryGetCluster(FrontConfiguration.ClusterId, out var cluster)
            && cluster.DestinationsState.AllDestinations.Select(destination => destination.DestinationId).ToHashSet()
                .SetEquals(_replicas.Select(FrontConfiguration.DestinationId));
    }

    private WebApplication Build()
    {
        var builder = LoopbackHost.CreateBuilder();
        builder.Services.AddSingleton<IProxyConfigProvider>(_configuration);
        builder.Services.AddReverseProxy();
        // A replica that is killed is our own experiment; the requests it cost are counted, not shouted.
        builder.Logging.AddFilter("Yarp", LogLevel.Error);
        var application = builder.Build();
        application.Urls.Add(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_port}"));
        application.UseRouting();
        application.Use(Traffic.CountAsync);
        application.MapReverseProxy(proxy =>
        {
            proxy.Use(RetryElsewhere.InvokeAsync);
            proxy.UseLoadBalancing();
        });
        return application;
    }
}
