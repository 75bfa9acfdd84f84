using Gateway.Benchmarks.Surroundings;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Contestants;

/// <summary>nginx as a reverse proxy: the least that sending a request on can cost. A worker for each processor, connections kept on both sides.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private readonly NginxProcess _nginx;

    private NginxProxy(NginxProcess nginx, int port) => (_nginx, Port) = (nginx, port);

    public int Port { get; }

    public int ProcessId => _nginx.ProcessId;

    public static async Task<NginxProxy> StartAsync(DirectoryInfo folder, Uri backend)
    {
        var port = FreePorts.Next();
        var nginx = await NginxProcess.StartAsync(folder, Environment.ProcessorCount,
            $$"""
            upstream backend { server {{backend.Authority}}; keepalive 64; keepalive_requests 1000000000; }
            server {
              listen 127.0.0.1:{{port}};
              location / {
                proxy_pass http://backend;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
              }
            }
            """, port);
        return new NginxProxy(nginx, port);
    }

    public ValueTask DisposeAsync() => _nginx.DisposeAsync();
}
