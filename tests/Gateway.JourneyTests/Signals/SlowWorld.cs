using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Gateway.Local.Identity;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.JourneyTests.Signals;

/// <summary>One gateway behind HAProxy, and every place it may have to wait for can be made slow.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SlowWorld : IAsyncLifetime, ICollectionFixture<SlowWorld>
{
    internal const string Name = "A world that can be slow";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private SlowProxy _redis = null!; // set before any test runs
    private SlowProxy _tls = null!; // set before any test runs
    private SlowUpstream _upstream = null!; // set before any test runs
    private World? _world;
    private int _redisPort;
    private Uri? _provider;

    internal World World => _world!;

    /// <summary>A line for every request.</summary>
    internal string AccessLog { get; } = Path.Combine(Path.GetTempPath(), $"access-{Guid.NewGuid():N}.log");

    internal GatewayProcess Gateway => World.Gateways[0];

    /// <summary>Answers of the provider's token and introspection endpoints.</summary>
    internal TimeSpan ProviderTakes { get; set; }

    internal TimeSpan RedisTakes
    {
        set => _redis.EachPieceWaits = value;
    }

    internal TimeSpan ConnectingTakes
    {
        set => _tls.FirstPieceWaits = value;
    }

    public async ValueTask InitializeAsync()
    {
        _upstream = await SlowUpstream.StartAsync();
        _redis = new SlowProxy(() => _redisPort);
        _tls = new SlowProxy(() => _upstream.TlsPort);
        var settings = new Dictionary<string, string>
        {
            ["Gateway:Sessions:RememberFor"] = "00:00:00", // each request asks the store
            ["Gateway:Sessions:StoreTimeout"] = "00:00:03",
            ["Gateway:Signals:AccessLog:Sample"] = "1",
            ["Gateway:Signals:AccessLog:Path"] = AccessLog,
            ["Gateway:Bearer:corp:Audiences:0"] = "api",
            ["Gateway:Bearer:corp:Introspection:ClientId"] = "api",
            ["Gateway:Bearer:corp:Introspection:ClientSecret"] = "api-secret",
            ["ReverseProxy:Clusters:slow:Destinations:a:Address"] = $"http://127.0.0.1:{_upstream.Port}",
            ["ReverseProxy:Clusters:tls:Destinations:a:Address"] = $"https://localhost:{_tls.Port}",
            ["ReverseProxy:Clusters:tls:HttpClient:DangerousAcceptAnyServerCertificate"] = "true",
            ["ReverseProxy:Clusters:gone:Destinations:a:Address"] = $"http://127.0.0.1:{FreePorts.Next()}",
        };
        // A route of its own for each place: all that the live page shows of it is of that place's test.
        foreach (var place in (string[])["before", "body", "queue", "pause", "starved"]) AddRoute(settings, place, "slow", "None");
        AddRoute(settings, "slow", "slow", "None");
        AddRoute(settings, "tls", "tls", "None");
        AddRoute(settings, "gone", "gone", "None");
        AddRoute(settings, "user", "slow", "Session");
        AddRoute(settings, "machine", "slow", "Bearer");
        foreach (var client in (string[])["client", "client-profile", "client-api"])
        {
            AddRoute(settings, client, "slow", "None");
            settings[$"ReverseProxy:Routes:{client}:Gateway:Token"] = "Client";
        }

        settings["ReverseProxy:Routes:client-profile:Gateway:TokenFor:Scopes:0"] = "profile";
        settings["ReverseProxy:Routes:client-api:Gateway:TokenFor:Scopes:0"] = "api";

        _world = await World.StartAsync(new WorldOptions
        {
            Gateways = 1,
            Faults = true,
            Settings = settings,
            RedisAt = real =>
            {
                _redisPort = int.Parse(real.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
                return $"127.0.0.1:{_redis.Port}";
            },
            Identity = options =>
            {
                settings["Gateway:Bearer:corp:Authority"] = options.Url;
                _provider = new Uri(options.Url);
                return options with { ReferenceAccessTokens = true, Intercept = InterceptAsync, Clients = [.. options.Clients, new IdentityClient("api", "api-secret")] };
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
        await _redis.DisposeAsync();
        await _tls.DisposeAsync();
        await _upstream.DisposeAsync();
        _http.Dispose();
        File.Delete(AccessLog);
    }

    /// <summary>A service's own token, new to the gateway.</summary>
    internal async Task<string> NewTokenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_provider!, "connect/token"))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["scope"] = "api" }),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("demo:demo-secret"))) },
        };
        using var answer = await _http.SendAsync(request);
        using var body = await JsonDocument.ParseAsync(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        return body.RootElement.GetProperty("access_token").GetString()!;
    }

    /// <summary>One request by way of HAProxy, to its last byte.</summary>
    internal async Task<int> CallAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(World.Origin, path));
        return await SendAsync(request, CancellationToken.None, headers);
    }

    internal async Task<int> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _http.SendAsync(request, cancellationToken);
        await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        return (int)answer.StatusCode;
    }

    private async Task InterceptAsync(HttpContext context, RequestDelegate next)
    {
        if (ProviderTakes > TimeSpan.Zero) await Task.Delay(ProviderTakes, TimeProvider.System, context.RequestAborted);
        await next(context);
    }

    private static void AddRoute(Dictionary<string, string> settings, string name, string cluster, string signIn)
    {
        settings[$"ReverseProxy:Routes:{name}:ClusterId"] = cluster;
        settings[$"ReverseProxy:Routes:{name}:Match:Path"] = $"/{name}/{{**rest}}";
        settings[$"ReverseProxy:Routes:{name}:AuthorizationPolicy"] = signIn == "None" ? "anonymous" : "default";
        settings[$"ReverseProxy:Routes:{name}:Gateway:SignIn"] = signIn;
        if (signIn != "None") settings[$"ReverseProxy:Routes:{name}:Gateway:Token"] = "None";
    }
}
