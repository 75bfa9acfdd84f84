using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Gateway.Local.Identity;

namespace Gateway.JourneyTests.Bearer;

/// <summary>A world with routes for callers that bring tokens, and with the provider's token, introspection and revocation endpoints at hand.</summary>
internal sealed class BearerWorld : IAsyncDisposable
{
    private readonly World _world;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 2000 });

    private BearerWorld(World world, ProviderCalls calls) => (_world, Calls) = (world, calls);

    public World World => _world;

    public ProviderCalls Calls { get; }

    /// <param name="gateways">How many replicas.</param>
    /// <param name="opaque">Whether the provider issues tokens that only it can explain.</param>
    /// <param name="settings">Settings on top.</param>
    public static async Task<BearerWorld> StartAsync(int gateways, bool opaque, params (string Key, string Value)[] settings)
    {
        var calls = new ProviderCalls();
        var all = new Dictionary<string, string>
        {
            ["Gateway:Bearer:corp:Audiences:0"] = "api",
            ["Gateway:Bearer:corp:Introspection:ClientId"] = "api",
            ["Gateway:Bearer:corp:Introspection:ClientSecret"] = "api-secret",
            ["Gateway:Policies:may.write:Scopes:0"] = "write",
        };
        AddRoute(all, "machine", "Bearer", "default");
        AddRoute(all, "writers", "Bearer", "may.write");
        AddRoute(all, "either", "Any", "default");
        AddRoute(all, "maybe", "Any", "anonymous");
        foreach (var (key, value) in settings) all[key] = value;

        var world = await World.StartAsync(new WorldOptions
        {
            Gateways = gateways,
            Settings = all,
            Identity = options =>
            {
                all["Gateway:Bearer:corp:Authority"] = options.Url;
                return options with
                {
                    ReferenceAccessTokens = opaque,
                    Intercept = calls.InterceptAsync,
                    Clients = [.. options.Clients, new IdentityClient("api", "api-secret")],
                };
            },
        });
        return new BearerWorld(world, calls);
    }

    /// <summary>A service's own token, for the API.</summary>
    public async Task<string> NewTokenAsync()
    {
        using var answer = await AsClientAsync("demo", "connect/token", new() { ["grant_type"] = "client_credentials", ["scope"] = "api" });
        return answer.RootElement.GetProperty("access_token").GetString()!;
    }

    public async Task RevokeAtProviderAsync(string token)
    {
        using var _ = await AsClientAsync("demo", "connect/revocation", new() { ["token"] = token });
    }

    /// <summary>What the provider's event hook does: it tells one replica. The moment it did.</summary>
    public async Task<long> AnnounceRevocationAsync(string token)
    {
        var address = new Uri($"http://127.0.0.1:{_world.Gateways[0].OperationsPort}/api/revoked-tokens");
        var told = TimeProvider.System.GetTimestamp();
        using var answer = await _http.PostAsync(address, new FormUrlEncodedContent([new("token", token)]));
        answer.EnsureSuccessStatusCode();
        return told;
    }

    public async Task<HttpResponseMessage> CallAsync(GatewayProcess gateway, string path, string? token, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Origin, path));
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        change?.Invoke(request);
        return await _http.SendAsync(request);
    }

    public async Task<int> StatusAsync(GatewayProcess gateway, string token)
    {
        using var answer = await CallAsync(gateway, "/machine/hello", token);
        return (int)answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _world.DisposeAsync();
    }

    private static void AddRoute(Dictionary<string, string> settings, string name, string signIn, string policy)
    {
        var key = $"ReverseProxy:Routes:{name}";
        settings[$"{key}:ClusterId"] = "demo";
        settings[$"{key}:Match:Path"] = $"/{name}/{{**rest}}";
        settings[$"{key}:AuthorizationPolicy"] = policy;
        settings[$"{key}:Gateway:SignIn"] = signIn;
    }

    private async Task<JsonDocument> AsClientAsync(string client, string path, Dictionary<string, string> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_world.Identity.Authority, path)) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:{client}-secret")));
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync() is { Length: > 0 } text ? text : "{}");
    }
}
