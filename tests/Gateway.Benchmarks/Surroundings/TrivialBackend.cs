using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Surroundings;

/// <summary>
/// Answers the same kilobyte to everything, at the price of one nginx worker's ten microseconds: whatever takes time is in front of it.
/// Any path that ends in <see cref="Echo"/> is answered with the Authorization header that came with it.
/// </summary>
internal sealed partial class TrivialBackend : IAsyncDisposable
{
    public const string Echo = "/echo";

    private static readonly string Kilobyte = string.Concat(Enumerable.Repeat("0123456789abcdef", 64));
    private static readonly HttpClient Http = new();

    private readonly NginxProcess _nginx;
    private readonly Uri _count;

    private TrivialBackend(NginxProcess nginx, int port, int countPort) =>
        (_nginx, Address, _count) = (nginx, new Uri($"http://127.0.0.1:{port}"), new Uri($"http://127.0.0.1:{countPort}"));

    public Uri Address { get; }

    /// <param name="folder">Its own.</param>
    /// <param name="echoes">Folders of paths in which there is an echo.</param>
    public static async Task<TrivialBackend> StartAsync(DirectoryInfo folder, IEnumerable<string> echoes)
    {
        var (port, countPort) = (FreePorts.Next(), FreePorts.Next());
        var nginx = await NginxProcess.StartAsync(folder, workers: 1,
            $$"""
            default_type text/plain;
            large_client_header_buffers 4 16k;
            server {
              listen 127.0.0.1:{{port}};
              location / { return 200 "{{Kilobyte}}"; }
              {{string.Join('\n', echoes.Select(path => $$"""location = {{path}}{{Echo}} { return 200 "$http_authorization"; }"""))}}
            }
            server { listen 127.0.0.1:{{countPort}}; location / { stub_status; } }
            """, port);
        return new TrivialBackend(nginx, port, countPort);
    }

    /// <summary>Requests it has seen since it started, this question included.</summary>
    public async Task<long> CountAsync() =>
        long.Parse(Requests().Match(await Http.GetStringAsync(_count)).Groups["n"].Value, CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => _nginx.DisposeAsync();

    // "server accepts handled requests", and the numbers on the next line (ngx_http_stub_status_module).
    [GeneratedRegex(@"requests\s+\d+ \d+ (?<n>\d+)")]
    private static partial Regex Requests();
}
