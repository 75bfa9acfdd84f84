using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Surroundings;
using Gateway.Local.Identity;

namespace Gateway.Benchmarks.Surroundings;

/// <summary>
/// Gateways that differ in their settings, as processes of their own, over one backend, one Redis and one provider. No load balancer
/// in front: what is measured is the gateway.
/// </summary>
internal sealed partial class BenchmarkWorld : IAsyncDisposable
{
    public const string AnonymousPath = "/open/ok";
    public const string SessionPath = "/api/ok";

    private const string CookieName = "__Host-demo";

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

    /// <param name="gateways">One gateway each, with these settings on top of the common ones.</param>
    public static async Task<BenchmarkWorld> StartAsync(IEnumerable<IReadOnlyDictionary<string, string>> gateways)
    {
        var world = new BenchmarkWorld();
        try
        {
            await world.BuildAsync(gateways);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Signs in as a person does, and returns the Cookie header that is left. Every gateway of this world knows the session.</summary>
    public async Task<string> SignInAsync()
    {
        var browser = new Browser(_gateways[0].Origin);
        await Eventually.HoldsAsync(
            async () => (await browser.FetchAsync(HttpMethod.Get, "/bff/login")).Location is not null, TimeSpan.FromSeconds(15), () => "a login can begin");
        var (form, address) = await browser.NavigateAsync($"/bff/login?returnUrl={AnonymousPath}");
        var action = WebUtility.HtmlDecode(FormAction().Match(form.Body).Groups["action"].Value);
        await browser.SubmitAsync(new Uri(address, action), "username=alice&password=alice");
        return $"{CookieName}={browser.Cookies[CookieName] ?? throw new HttpRequestException("Signing in left no session.")}";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await _redis.DisposeAsync();
        if (_identity is not null) await _identity.DisposeAsync();
        if (_backend is not null) await _backend.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task BuildAsync(IEnumerable<IReadOnlyDictionary<string, string>> gateways)
    {
        foreach (var settings in gateways) _gateways.Add(new GatewayProcess(_folder.FullName, BuildFacts.GatewayBinaries, settings));
        _backend = await TrivialBackend.StartAsync();
        await _redis.StartAsync();
        _identity = await IdentityProvider.StartAsync(
            new IdentityProviderOptions
            {
                Url = $"http://localhost:{FreePorts.Next()}",
                DataDirectory = _folder.CreateSubdirectory("identity").FullName,
                Clients = [IdentityClient.Demo([.. _gateways.Select(gateway => gateway.Origin.GetLeftPart(UriPartial.Authority))])],
                AccessTokenLifetime = TimeSpan.FromHours(1),
            },
            CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "appsettings.json"), JsonSerializer.Serialize(Settings(_identity.Authority, _backend.Address)));
        foreach (var gateway in _gateways) await gateway.StartAsync();
    }

    private object Settings(Uri authority, Uri backend) => new
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
                    Identity = new { Authority = authority.ToString().TrimEnd('/'), ClientId = "demo", ClientSecret = "demo-secret" },
                    Cookie = new { Name = CookieName },
                },
            },
            Keys = new { Secret = "a-secret-for-one-benchmark-0123456789abcdef" },
        },
        ReverseProxy = new
        {
            Routes = new
            {
                api = new { ClusterId = "ok", AuthorizationPolicy = "default", Match = new { Path = "/api/{**rest}" } },
                open = new { ClusterId = "ok", AuthorizationPolicy = "anonymous", Match = new { Path = "/open/{**rest}" } },
            },
            Clusters = new { ok = new { Destinations = new { a = new { Address = backend } } } },
        },
    };

    [GeneratedRegex("<form[^>]*action=\"(?<action>[^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex FormAction();
}
