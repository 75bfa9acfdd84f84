using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>A real HAProxy running deploy/haproxy/haproxy.cfg itself, with the addresses of this test.</summary>
internal sealed class HaproxyServer : IAsyncDisposable
{
    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"journey-{Guid.NewGuid():N}.sock");
    private readonly ConcurrentQueue<BalancerLine> _lines = new();
    private ChildProcess? _process;

    public int Port { get; } = FreePorts.Next();

    /// <summary>Variables of its configuration beside the addresses.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <summary>Everything it has logged so far.</summary>
    public IReadOnlyCollection<BalancerLine> Lines => _lines;

    /// <param name="gateways">Traffic and operations port of each gateway: two or three.</param>
    public async Task StartAsync(IReadOnlyList<(int Traffic, int Operations)> gateways)
    {
        var environment = new Dictionary<string, string>(Environment)
        {
            ["BIND"] = $"127.0.0.1:{Port}",
            ["STATS_SOCKET"] = _socket,
            ["MAXCONN"] = "4000",
        };
        foreach (var (number, gateway) in gateways.Index())
        {
            environment[$"GATEWAY_{number + 1}"] = $"127.0.0.1:{gateway.Traffic}";
            environment[$"GATEWAY_{number + 1}_OPERATIONS_PORT"] = $"{gateway.Operations}";
        }

        _process = ChildProcess.Start("haproxy", ["-db", "-f", BuiltGateway.PathOf("deploy/haproxy/haproxy.cfg")], environment, Keep);
        await Eventually.HoldsAsync(async () => (await AskAsync("show info")).Count > 0, TimeSpan.FromSeconds(10), () => $"HAProxy answers. It said:\n{_process.Output}");
    }

    /// <summary>Waits until HAProxy's own health checks have this gateway, counted from 1, up or down.</summary>
    public Task SeesAsync(int gateway, string state) => Eventually.HoldsAsync(
        async () => (await AskAsync("show stat")).Any(line =>
            line.StartsWith(string.Create(CultureInfo.InvariantCulture, $"gateways,gateway-{gateway},"), StringComparison.Ordinal)
            && line.Contains($",{state},", StringComparison.Ordinal)),
        TimeSpan.FromSeconds(15),
        () => $"HAProxy has gateway-{gateway} {state}");

    /// <summary>One command of HAProxy's runtime API.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string command)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(_socket));
        await using var stream = new NetworkStream(client);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        await writer.WriteAsync(command + "\n");
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        File.Delete(_socket);
    }

    private void Keep(string line)
    {
        if (BalancerLine.Parse(line) is { } request) _lines.Enqueue(request);
    }
}
