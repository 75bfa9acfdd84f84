using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Surroundings;

/// <summary>nginx with a configuration of ours, in a folder of ours.</summary>
internal sealed class NginxProcess : IAsyncDisposable
{
    // Its workers would give up root, and with it the way to their files in our folder.
    private static readonly string Directives = Environment.IsPrivilegedProcess ? "daemon off; user root;" : "daemon off;";

    private readonly ChildProcess _process;

    private NginxProcess(ChildProcess process) => _process = process;

    public int ProcessId => _process.ProcessId;

    /// <param name="folder">Its own.</param>
    /// <param name="workers">Processes that serve.</param>
    /// <param name="http">What stands in its http block.</param>
    /// <param name="port">It is ready when this one answers.</param>
    public static async Task<NginxProcess> StartAsync(DirectoryInfo folder, int workers, string http, int port)
    {
        var configuration = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration,
            $$"""
            worker_processes {{workers}};
            pid {{folder.FullName}}/nginx.pid;
            error_log stderr warn;
            events { worker_connections 1024; }
            http {
              access_log off;
              # Many times what a benchmark sends: whoever closes a connection in between makes others fail.
              keepalive_requests 1000000000;
              keepalive_timeout 1h;
              client_body_temp_path {{folder.FullName}}/body;
              proxy_temp_path {{folder.FullName}}/proxy;
              fastcgi_temp_path {{folder.FullName}}/fastcgi;
              scgi_temp_path {{folder.FullName}}/scgi;
              uwsgi_temp_path {{folder.FullName}}/uwsgi;
              {{http}}
            }
            """);
        var process = ChildProcess.Start("nginx", ["-c", configuration, "-p", folder.FullName, "-e", "stderr", "-g", Directives]);
        await Listening.OnAsync(port, process, "nginx");
        return new NginxProcess(process);
    }

    public async ValueTask DisposeAsync()
    {
        // Its master tells the workers; killed, it would leave them behind.
        await _process.TerminateAsync(TimeSpan.FromSeconds(10));
        await _process.DisposeAsync();
    }
}
