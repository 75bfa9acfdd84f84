using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Benchmarks.Load;
using Gateway.JourneyTests.Surroundings;
using Gateway.Local.Identity;

namespace Gateway.Benchmarks.Surroundings;

/// <summary>
/// Gateways that differ in their settings, as processes of their own, over one backend, one Redis and one provider. No load balancer
/// in front: what is measured is the gateway.
/// </summary>
internal sealed class BenchmarkWorld : IAsyncDisposable
{
    public const string AnonymousPath = "/open/ok";
    public const string SessionPath = "/api/ok";

    public const string BearerPath = "/bearer/ok";

    private const string CookieName = "__Host-demo";

    private static readonly HttpClient Http = new();
    private static readonly string[] Echoes = ["/open", "/api", "/bearer"];
    private static readonly Dictionary<string, string> Quiet = new() { ["Default"] = "Warning" };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("benchmark-");
    private readonly RedisServer _redis = new();
    private readonly List<GatewayProcess> _gateways = [];
    private TrivialBackend? _backend;
    private IdentityProvider? _identity;

    private BenchmarkWorld()
    {
    }

    /// <summary>In the order of the settings they were asked for with.</summary>
    public IReadOnlyList<GatewayProcess> Gateways => _gateways;

    public TrivialBackend Backend => _backend ?? throw new InvalidOperationException("There is no backend.");

    public Uri Authority => _identity?.Authority ?? throw new InvalidOperationException("There is no provider.");

    public string Redis => _redis.ConnectionString;

    /// <param name="gateways">One gateway each, with these settings on top of the common ones.</param>
    /// <param name="others">Origins of other proxies whose users sign in at the provider.</param>
    public static async Task<BenchmarkWorld> StartAsync(IEnumerable<IReadOnlyDictionary<string, string>> gateways, params IEnumerable<Uri> others)
    {
        var world = new BenchmarkWorld();
        try
        {
            await world.BuildAsync(gateways, others);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Signs in as a person does, and returns the Cookie header that is left. Every gateway of this world knows the session.</summary>
    public async Task<string> SignInAsync(string user = "alice")
    {
        var browser = new Browser(_gateways[0].Origin);
        await Eventually.HoldsAsync(
            async () => (await browser.FetchAsync(HttpMethod.Get, "/bff/login")).Location is not null, TimeSpan.FromSeconds(15), () => "a login can begin");
        return await FormSignIn.CookieOfAsync(_gateways[0].Origin, $"/bff/login?returnUrl={AnonymousPath}", user, CookieName);
    }

    /// <summary>A token for the API, as a service asks for it.</summary>
    public async Task<string> NewTokenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Authority, "connect/token"))
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "api")]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("demo:demo-secret")));
        using var answer = await Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        using var tokens = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return tokens.RootElement.GetProperty("access_token").GetString()!;
    }

    /// <summary>A folder that is gone with this world.</summary>
    public DirectoryInfo NewFolder(string name) => _folder.CreateSubdirectory(name);

    /// <summary>The header lines of those in whose name a load asks, as it reads them. Without any it asks as a stranger.</summary>
    public string WriteCallers(string name, IEnumerable<string> headers)
    {
        var path = Path.Combine(_folder.FullName, $"{name}.callers");
        File.WriteAllLines(path, headers);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await _redis.DisposeAsync();
        if (_identity is not null) await _identity.DisposeAsync();
        if (_backend is not null) await _backend.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task BuildAsync(IEnumerable<IReadOnlyDictionary<string, string>> gateways, IEnumerable<Uri> others)
    {
        foreach (var settings in gateways) _gateways.Add(new GatewayProcess(_folder.FullName, BuildFacts.GatewayBinaries, settings));
        _backend = await TrivialBackend.StartAsync(NewFolder("backend"), Echoes);
        await _redis.StartAsync();
        _identity = await IdentityProvider.StartAsync(
            new IdentityProviderOptions
            {
                Url = $"http://localhost:{FreePorts.Next()}",
                DataDirectory = _folder.CreateSubdirectory("identity").FullName,
                Clients = [IdentityClient.Demo([.. _gateways.Select(gateway => gateway.Origin).Concat(others).Select(origin => origin.GetLeftPart(UriPartial.Authority))])],
                AcceptAnyUser = true,
                AccessTokenLifetime = TimeSpan.FromHours(1),
            },
            CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "appsettings.json"), JsonSerializer.Serialize(Settings(_identity.Authority.ToString().TrimEnd('/'), _backend.Address)));
        await Task.WhenAll(_gateways.Select(gateway => gateway.StartAsync()));
    }

    private object Settings(string authority, Uri backend) => new
    {
        ConnectionStrings = new { Redis = _redis.ConnectionString },
        Logging = new { LogLevel = Quiet },
        Gateway = new
        {
            Frontends = new
            {
                demo = new
                {
                    Hosts = new[] { "localhost" },
                    Identity = new { Authority = authority, ClientId = "demo", ClientSecret = "demo-secret" },
                    Cookie = new { Name = CookieName },
                },
            },
            Bearer = new { corp = new { Authority = authority, Audiences = new[] { "api" } } },
            Keys = new { Secret = "a-secret-for-one-benchmark-0123456789abcdef" },
        },
        ReverseProxy = new
        {
            Routes = new
            {
                api = new { ClusterId = "ok", AuthorizationPolicy = "default", Match = new { Path = "/api/{**rest}" } },
                bearer = new
                {
                    ClusterId = "ok",
                    AuthorizationPolicy = "default",
                    Match = new { Path = "/bearer/{**rest}" },
                    Gateway = new { SignIn = "Bearer", Token = "User" },
                },
                open = new { ClusterId = "ok", AuthorizationPolicy = "anonymous", Match = new { Path = "/open/{**rest}" } },
            },
            Clusters = new { ok = new { Destinations = new { a = new { Address = backend } } } },
        },
    };
}
