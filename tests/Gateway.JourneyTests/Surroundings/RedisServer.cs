using System.Net.Sockets;
using StackExchange.Redis;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>A real redis-server, set up as deploy/ sets it up: append-only file, nothing evicted.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("journey-redis-");
    private ChildProcess? _process;

    public int Port { get; } = FreePorts.Next();

    public string ConnectionString => $"127.0.0.1:{Port}";

    public async Task StartAsync()
    {
        _process = ChildProcess.Start("redis-server",
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _data.FullName, "--save", "",
            "--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction",
        ]);
        await Eventually.HoldsAsync(AnswersAsync, TimeSpan.FromSeconds(10), () => $"redis-server answers. It said:\n{_process.Output}");
    }

    /// <summary>SIGKILL. <see cref="StartAsync"/> brings it back with its data.</summary>
    public async Task KillAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>All data gone, as after a failover to an empty replica.</summary>
    public async Task FlushAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{ConnectionString},allowAdmin=true");
        await redis.GetServer(ConnectionString).FlushAllDatabasesAsync();
    }

    /// <summary>How many sessions lie there in each format: the first byte of a record names it.</summary>
    public async Task<IReadOnlyDictionary<byte, int>> SessionFormatsAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
        var formats = new Dictionary<byte, int>();
        await foreach (var key in redis.GetServer(ConnectionString).KeysAsync(pattern: "gateway:*:session"))
        {
            var format = ((byte[])(await redis.GetDatabase().StringGetRangeAsync(key, 0, 0))!)[0];
            formats[format] = formats.GetValueOrDefault(format) + 1;
        }

        return formats;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _data.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(FreePorts.Loopback(Port));
        await using var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() == "+PONG";
    }
}
