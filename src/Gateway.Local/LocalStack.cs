using System.Globalization;
using Gateway.Local.Control;
using Gateway.Local.Demo;
using Gateway.Local.Front;
using Gateway.Local.Identity;
using Gateway.Local.Replicas;
using Gateway.Local.Store;

namespace Gateway.Local;

/// <summary>Everything on one machine: store, provider, demo services, two gateways, the front before them and the control beside them.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();

    private LocalStack(LocalStackOptions options) => Options = options;

    public LocalStackOptions Options { get; }

    public Uri Address => new UriBuilder(Uri.UriSchemeHttp, "localhost", Options.Port).Uri;

    /// <summary>Returns when everything answers, seen from the front: the page behind the gateways, and a login, which needs store and provider.</summary>
    /// <exception cref="StackStartException">With what to do about it.</exception>
    /// <exception cref="ReplicaFailedException">The gateway does not start.</exception>
    public static async Task<LocalStack> StartAsync(LocalStackOptions options, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        PortCheck.Verify(options);
        var stack = new LocalStack(options);
        try
        {
            await stack.StartPartsAsync(logs, TimeProvider.System, cancellationToken);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>In reverse: the gateways drain while the front still answers, and what they need goes last.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part)) await part.DisposeAsync();
    }

    private async Task StartPartsAsync(ILoggerFactory logs, TimeProvider time, CancellationToken cancellationToken)
    {
        var data = DataDirectory.Open(Options.DataDirectory);
        Own(data);

        // The slow ones side by side; the store before the replicas, which would begin their lives with a failed connection.
        var identifying = Task.Run(() => IdentityProvider.StartAsync(IdentityOptions(data), cancellationToken), cancellationToken);
        var store = EmbeddedStore.Start(new EmbeddedStoreOptions { Port = Options.StorePort, DataDirectory = data.Store });
        Own(store);
        var api = Own(await DemoHost.StartApiAsync(0, 0, cancellationToken));
        var frontend = Own(await DemoHost.StartFrontendAsync(0, cancellationToken));
        var front = Own(await FrontBalancer.StartAsync(Options.Port, time, cancellationToken));
        var replicas = new ReplicaSet(ReplicaOptions(data, api, frontend), front, time, logs.CreateLogger<ReplicaSet>());
        var replicating = replicas.StartAsync(cancellationToken);
        try
        {
            await Task.WhenAll(identifying, replicating);
        }
        finally
        {
            if (identifying.IsCompletedSuccessfully) Own(await identifying);
            Own(replicas);
        }

        var control = new ControlRoom(store, await identifying, replicas, front, time);
        Own(await ControlHost.StartAsync(Options.ControlPort, control, cancellationToken));
        await FirstAnswer.WaitAsync(Address, time, cancellationToken);
    }

    private T Own<T>(T part) where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }

    private void Own(IDisposable part) => _parts.Push(new Disposing(part));

    private IdentityProviderOptions IdentityOptions(DataDirectory data) => Options.Identity with
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Options.IdentityPort}"),
        DataDirectory = data.Identity,
        Clients = [IdentityClient.Demo(Address.GetLeftPart(UriPartial.Authority))],
    };

    private ReplicaOptions ReplicaOptions(DataDirectory data, DemoHost api, DemoHost frontend) => new()
    {
        Assembly = Options.GatewayAssembly,
        ContentRoot = Options.GatewaySettings,
        Count = Options.Replicas,
        Settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Redis"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Options.StorePort}"),
            ["Gateway__Frontends__demo__Identity__Authority"] = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Options.IdentityPort}"),
            ["Gateway__Keys__Secret"] = data.KeysSecret(),
            ["ReverseProxy__Clusters__api__Destinations__a__Address"] = api.Address.AbsoluteUri,
            ["ReverseProxy__Clusters__frontend__Destinations__a__Address"] = frontend.Address.AbsoluteUri,
        },
    };

    private sealed class Disposing(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
