using System.Net.Sockets;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>A real nginx running deploy/nginx/nginx.conf, with the addresses of this test.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    // Its workers would give up root, and with it the way to their files in our folder.
    private static readonly string Directives = Environment.IsPrivilegedProcess ? "daemon off; user root;" : "daemon off;";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nginx-");
    private ChildProcess? _process;

    public int Port { get; } = FreePorts.Next();

    public string Output => _process?.Output ?? "";

    /// <param name="gateways">Traffic ports of two gateways.</param>
    /// <param name="syslog">Where its lines go.</param>
    public async Task StartAsync((int First, int Second) gateways, string syslog)
    {
        var configuration = Path.Combine(_folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Adapted(gateways, syslog));
        _process = ChildProcess.Start("nginx", ["-c", configuration, "-p", _folder.FullName, "-e", "stderr", "-g", Directives]);
        await Eventually.HoldsAsync(ListensAsync, TimeSpan.FromSeconds(10), () => $"nginx listens. It said:\n{Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // Its master tells the workers; killed, it would leave them behind.
            await _process.TerminateAsync(TimeSpan.FromSeconds(10));
            await _process.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private string Adapted((int First, int Second) gateways, string syslog)
    {
        var text = File.ReadAllText(BuiltGateway.PathOf("deploy/nginx/nginx.conf"));
        foreach (var (deployed, here) in new[]
        {
            ("gateway-1:8080", $"127.0.0.1:{gateways.First}"), ("gateway-2:8080", $"127.0.0.1:{gateways.Second}"),
            ("listen 8080", $"listen 127.0.0.1:{Port}"), ("127.0.0.1:5514", syslog), ("/tmp/", _folder.FullName + "/"),
        })
        {
            if (!text.Contains(deployed, StringComparison.Ordinal)) throw new InvalidDataException($"deploy/nginx/nginx.conf does not contain '{deployed}'.");
            text = text.Replace(deployed, here, StringComparison.Ordinal);
        }

        return text;
    }

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(FreePorts.Loopback(Port));
        return true;
    }
}
