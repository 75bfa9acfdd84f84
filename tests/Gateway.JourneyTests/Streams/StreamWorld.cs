using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Gateway.Local.Identity;
using Xunit;

namespace Gateway.JourneyTests.Streams;

/// <summary>One gateway, spoken to without a load balancer, over HTTP/1.1 and HTTP/2, and a user signed in at it.</summary>
public sealed class StreamWorld : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-");
    private readonly RedisServer _redis = new();
    private IdentityProvider? _identity;
    private GatewayProcess? _gateway;

    internal StreamingUpstream Upstream { get; private set; } = null!; // set before any test runs

    internal Uri Origin => _gateway!.Origin;

    internal Uri Http2 { get; } = new($"http://localhost:{FreePorts.Next()}");

    internal string Cookie { get; private set; } = "";

    internal int GatewayProcessId => _gateway!.ProcessId;

    public async ValueTask InitializeAsync()
    {
        await _redis.StartAsync();
        Upstream = await StreamingUpstream.StartAsync();
        _gateway = new GatewayProcess(_folder.FullName, BuiltGateway.Current);
        _identity = await IdentityProvider.StartAsync(
            new IdentityProviderOptions
            {
                Url = $"http://localhost:{FreePorts.Next()}",
                DataDirectory = _folder.CreateSubdirectory("identity").FullName,
                Clients = [IdentityClient.Demo(Origin.GetLeftPart(UriPartial.Authority))],
            },
            CancellationToken.None);
        WriteSettings(_identity.Authority);
        await _gateway.StartAsync();
        Cookie = await SignInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_identity is not null) await _identity.DisposeAsync();
        if (Upstream is not null) await Upstream.DisposeAsync();
        await _redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<string> SignInAsync()
    {
        var browser = new Browser(Origin);
        var (_, form) = await browser.NavigateAsync("/bff/login");
        await browser.SubmitAsync(form, "username=alice&password=alice");
        return $"__Host-demo={browser.Cookies["__Host-demo"] ?? throw new InvalidOperationException($"alice is not signed in.\n{_gateway!.Output}")}";
    }

    private void WriteSettings(Uri authority)
    {
        var settings = new
        {
            ConnectionStrings = new { Redis = _redis.ConnectionString },
            Kestrel = new
            {
                Endpoints = new
                {
                    Http1 = new { Url = $"http://127.0.0.1:{_gateway!.TrafficPort}", Protocols = "Http1" },
                    Http2 = new { Url = $"http://127.0.0.1:{Http2.Port}", Protocols = "Http2" },
                },
            },
            Gateway = new
            {
                Frontends = new
                {
                    demo = new
                    {
                        Hosts = new[] { "localhost" },
                        Identity = new { Authority = authority.ToString().TrimEnd('/'), ClientId = "demo", ClientSecret = "demo-secret" },
                    },
                },
                Keys = new { Secret = "a-secret-for-one-test-run-0123456789abcdef" },
                Operations = new { DrainDelay = "00:00:00" },
            },
            ReverseProxy = new
            {
                Routes = new
                {
                    grpc = new { ClusterId = "http2", Match = new { Path = "/demo.Echo/{**rest}" } },
                    http2 = new { ClusterId = "http2", Match = new { Path = "/http2/{**rest}" }, Transforms = new[] { new { PathRemovePrefix = "/http2" } } },
                    rest = new { ClusterId = "http1", Match = new { Path = "/{**rest}" } },
                },
                Clusters = new
                {
                    http1 = Cluster(Upstream.Port, "1.1"),
                    http2 = Cluster(Upstream.Http2Port, "2"),
                },
            },
        };
        File.WriteAllText(Path.Combine(_folder.FullName, "appsettings.json"), JsonSerializer.Serialize(settings));
    }

    private static object Cluster(int port, string version) => new
    {
        Destinations = new { a = new { Address = $"http://127.0.0.1:{port}" } },
        HttpRequest = new { Version = version, VersionPolicy = "RequestVersionExact" },
    };
}
