using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Gateway.Tests.Redis;

/// <summary>A real redis-server of a test's own, in memory only, that can be killed, frozen and started again.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-tests-redis-");
    private readonly string[] _options;
    private Process? _process;

    private RedisServer(params string[] options)
    {
        _options = options;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public int Port { get; }

    public string ConnectionString => $"127.0.0.1:{Port}";

    public static async Task<RedisServer> StartAsync(params string[] options)
    {
        var server = new RedisServer(options);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A place for one, with nobody there yet.</summary>
    public static RedisServer NotStarted() => new();

    public Task StartAgainAsync() => LaunchAsync([
        "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--appendonly", "no", .. _options,
    ]);

    /// <summary>A sentinel instead, alone and content with itself.</summary>
    public async Task StartSentinelAsync(string primary, int port)
    {
        // A sentinel writes down what it learns: it wants a file.
        var file = Path.Combine(_folder.FullName, "sentinel.conf");
        await File.WriteAllTextAsync(file, $"port {Port}\nbind 127.0.0.1\ndir {_folder.FullName}\nsentinel monitor {primary} 127.0.0.1 {port} 1\n");
        await LaunchAsync([file, "--sentinel"]);
    }

    private async Task LaunchAsync(IEnumerable<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true }) ?? throw new InvalidOperationException("redis-server did not start.");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await Eventually.HoldsAsync(AnswersAsync, "redis-server answers");
        }
        catch
        {
            await KillAsync();
            throw;
        }
    }

    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>A connection of the test's own, beside the gateway's.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync(ConnectionString + ",allowAdmin=true,abortConnect=false,connectTimeout=5000,asyncTimeout=5000,syncTimeout=5000");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited) throw new InvalidOperationException($"redis-server exited with {_process.ExitCode}.");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            await using var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            using var reader = new StreamReader(stream);
            return await reader.ReadLineAsync() is "+PONG" or ['-', 'N', 'O', 'A', 'U', 'T', 'H', ..];
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }
}
