using System.Globalization;
using Garnet;
using StackExchange.Redis;

namespace Gateway.Local.Store;

/// <summary>
/// A Redis-protocol store inside this process, for machines without Redis. Every acknowledged write is on disk,
/// so that a killed stack finds its sessions again.
/// </summary>
internal sealed class EmbeddedStore(EmbeddedStoreOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private GarnetServer? _server;

    public string ConnectionString { get; } = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{options.Port}");

    public bool IsRunning => _server is not null;

    public static EmbeddedStore Start(EmbeddedStoreOptions options)
    {
        var store = new EmbeddedStore(options);
        store.Start();
        return store;
    }

    /// <summary>Listens again with everything that was acknowledged before.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_server is not null) return;
            Directory.CreateDirectory(options.DataDirectory);
            var server = new GarnetServer(Arguments(options));
            server.Start();
            _server = server;
        }
    }

    /// <summary>Closes the listener and every connection: clients see a refused connection, as when Redis is down.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _server?.Dispose();
            _server = null;
        }
    }

    /// <summary>Empties the store, as a restart without persistence or an operator's mistake would.</summary>
    public async Task FlushAsync()
    {
        var configuration = ConfigurationOptions.Parse(ConnectionString);
        configuration.AllowAdmin = true;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        var server = connection.GetServer(ConnectionString);
        await server.FlushAllDatabasesAsync();
        // A flush alone is not committed before it is acknowledged, as writes are: a stop right after would bring everything back.
        await server.ExecuteAsync("COMMITAOF");
    }

    public void Dispose() => Stop();

    private static string[] Arguments(EmbeddedStoreOptions options) =>
    [
        "--bind", "127.0.0.1", "--port", options.Port.ToString(CultureInfo.InvariantCulture),
        // Durable: committed before acknowledged, replayed at start. The default device needs libaio.
        "--aof", "--recover", "--aof-commit-wait", "--checkpointdir", options.DataDirectory, "--device-type", "RandomAccess",
        "--lua",
        // Small: the defaults reserve gigabytes.
        "--memory", "64m", "--page", "4m", "--index", "16m", "--aof-memory", "16m", "--aof-page-size", "8m",
        "--logger-level", "Error", "-q",
    ];
}
