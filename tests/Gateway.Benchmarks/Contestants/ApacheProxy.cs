using Gateway.Benchmarks.Surroundings;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.Contestants;

/// <summary>
/// Apache with mod_auth_openidc as Debian packages them, its sessions in Redis: event MPM with the package's sizes, connections kept on both
/// sides, no access log. Of what the module knows only the access token goes upstream, which is less than it does by itself.
/// </summary>
internal sealed class ApacheProxy : IAsyncDisposable
{
    public const string CookieName = "mod_auth_openidc_session";
    public const string HowToInstall = "apt-get install apache2 libapache2-mod-auth-openidc";

    private const string Program = "/usr/sbin/apache2";
    private const string Modules = "/usr/lib/apache2/modules";

    private readonly ChildProcess _process;

    private ApacheProxy(ChildProcess process) => _process = process;

    public static bool IsInstalled => File.Exists(Program) && File.Exists($"{Modules}/mod_auth_openidc.so");

    public int ProcessId => _process.ProcessId;

    public static async Task<ApacheProxy> StartAsync(DirectoryInfo folder, int port, Uri backend, Uri authority, string redis)
    {
        var configuration = Path.Combine(folder.FullName, "apache.conf");
        await File.WriteAllTextAsync(configuration, Configuration(folder, port, backend, authority, redis));
        var process = ChildProcess.Start(Program, ["-f", configuration, "-D", "FOREGROUND"]);
        await Listening.OnAsync(port, process, "Apache");
        return new ApacheProxy(process);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.TerminateAsync(TimeSpan.FromSeconds(10));
        await _process.DisposeAsync();
    }

    private static string Configuration(DirectoryInfo folder, int port, Uri backend, Uri authority, string redis)
    {
        string[] modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "headers", "proxy", "proxy_http", "auth_openidc"];
        return $$"""
            ServerName localhost
            ServerRoot {{folder.FullName}}
            DefaultRuntimeDir {{folder.FullName}}
            PidFile {{folder.FullName}}/apache.pid
            ErrorLog /dev/stderr
            LogLevel warn
            User www-data
            Group www-data
            Listen 127.0.0.1:{{port}}
            {{string.Join('\n', modules.Select(module => $"LoadModule {module}_module {Modules}/mod_{module}.so"))}}

            # Debian's mpm_event.conf
            StartServers 2
            MinSpareThreads 25
            MaxSpareThreads 75
            ThreadLimit 64
            ThreadsPerChild 25
            MaxRequestWorkers 150
            MaxConnectionsPerChild 0
            KeepAlive On
            MaxKeepAliveRequests 0
            KeepAliveTimeout 60

            OIDCProviderMetadataURL {{authority.GetLeftPart(UriPartial.Authority)}}/.well-known/openid-configuration
            OIDCClientID demo
            OIDCClientSecret demo-secret
            OIDCRedirectURI http://localhost:{{port}}/bff/callback
            OIDCCryptoPassphrase a-secret-for-one-benchmark-0123456789abcdef
            OIDCScope "openid profile offline_access"
            OIDCPKCEMethod S256
            OIDCSessionType server-cache
            OIDCSessionInactivityTimeout 3600
            OIDCCacheType redis
            OIDCRedisCacheServer {{redis}}
            OIDCPassClaimsAs environment

            <Location "/">
              AuthType openid-connect
              Require valid-user
              # Who sends no Accept, as the client that signs in here, would get 401 instead of the provider's form.
              OIDCUnAuthAction auth true
              RequestHeader set Authorization "Bearer %{OIDC_access_token}e" env=OIDC_access_token
              ProxyPass "{{backend}}" keepalive=On
            </Location>
            """;
    }
}
