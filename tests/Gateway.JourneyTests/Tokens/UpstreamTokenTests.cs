using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using Gateway.JourneyTests.Streams;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Tokens;

/// <summary>Upstreams get the token their route asks for, from a real provider, and nobody waits for it but the first.</summary>
[Collection(WaitingJourneys.Name)]
public sealed class UpstreamTokenTests : IAsyncLifetime
{
    private const string ClientCredentials = "client_credentials";
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromSeconds(4);

    private readonly CountedTokenRequests _requests = new();
    private World? _world;

    private World World => _world ?? throw new InvalidOperationException("The world has not been started.");

    private Uri Origin => World.Gateways[0].Origin;

    public async ValueTask InitializeAsync() => _world = await World.StartAsync(new WorldOptions
    {
        Gateways = 1,
        Identity = identity => identity with { AccessTokenLifetime = TokenLife, Intercept = _requests.InterceptAsync },
        Settings = new Dictionary<string, string>
        {
            ["Gateway:Tokens:RefreshBefore"] = $"{RenewBefore:c}",
            ["ReverseProxy:Routes:own:ClusterId"] = "demo",
            ["ReverseProxy:Routes:own:Match:Path"] = "/api/own/{**rest}",
            ["ReverseProxy:Routes:own:AuthorizationPolicy"] = "anonymous",
            ["ReverseProxy:Routes:own:Gateway:Token"] = "Client",
            ["ReverseProxy:Routes:own:Gateway:TokenFor:Resource"] = "https://orders.example.com",
            ["ReverseProxy:Routes:refreshed:ClusterId"] = "demo",
            ["ReverseProxy:Routes:refreshed:Match:Path"] = "/api/refreshed/{**rest}",
            ["ReverseProxy:Routes:refreshed:Gateway:TokenFor:Resource"] = "https://stock.example.com",
            ["ReverseProxy:Routes:refreshed:Gateway:TokenFor:By"] = "Refresh",
            ["ReverseProxy:Routes:exchanged:ClusterId"] = "demo",
            ["ReverseProxy:Routes:exchanged:Match:Path"] = "/api/exchanged/{**rest}",
            ["ReverseProxy:Routes:exchanged:Gateway:TokenFor:Resource"] = "https://billing.example.com",
            ["ReverseProxy:Routes:exchanged:Gateway:TokenFor:Audience"] = "billing",
        },
    });

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
    }

    [Fact]
    public async Task The_frontends_own_token_is_asked_for_once_renewed_ahead_and_used_to_its_end()
    {
        var stranger = new Browser(Origin);
        _requests.Delay = TimeSpan.FromMilliseconds(500);
        var first = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => OwnAsync(stranger)));
        Assert.Equal(1, _requests.Of(ClientCredentials));
        Assert.Equal(("demo", "https://orders.example.com"), Assert.Single(first.Select(Claims).Distinct()));

        // Renewed ahead: a new token comes while the old one is good, and requests are answered while the provider holds it back.
        var held = new TaskCompletionSource();
        (_requests.Delay, _requests.Gate) = (TimeSpan.Zero, held.Task);
        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.Equal(first[0], await OwnAsync(stranger));
                return _requests.Of(ClientCredentials) == 2;
            },
            TokenLife,
            () => "the provider is asked for the next token");
        Assert.Equal(first[0], await OwnAsync(stranger));
        held.SetResult();
        await Eventually.HoldsAsync(async () => await OwnAsync(stranger) != first[0], TokenLife, () => "the new token is used");
        Assert.Equal(2, _requests.Of(ClientCredentials));

        // The provider goes down: the token is used until it expires, then the answer is 503 and says whose fault it is.
        (_requests.IsDown, _requests.Delay) = (true, TimeSpan.Zero);
        var (served, downAt) = (0, TimeProvider.System.GetTimestamp());
        var answer = await stranger.FetchAsync(HttpMethod.Get, "/api/own/x");
        while (answer.Status == HttpStatusCode.OK && TimeProvider.System.GetElapsedTime(downAt) < 2 * TokenLife)
        {
            served++;
            answer = await stranger.FetchAsync(HttpMethod.Get, "/api/own/x");
        }

        Report($"{served} requests served in {TimeProvider.System.GetElapsedTime(downAt).TotalSeconds:0.0} s while the provider was down, {_requests.Of(ClientCredentials) - 2} of them asked it.");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("\"identity-provider\"", answer.Body, StringComparison.Ordinal);
        Assert.NotNull(answer.RetryAfter);
        Assert.InRange(TimeProvider.System.GetElapsedTime(downAt), TimeSpan.FromSeconds(2), TokenLife + TimeSpan.FromSeconds(1));
        Assert.InRange(_requests.Of(ClientCredentials), 3, 12);

        _requests.IsDown = false;
        await Eventually.HoldsAsync(
            async () => (await stranger.FetchAsync(HttpMethod.Get, "/api/own/x")).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(20), () => "the provider is asked again");
    }

    [Fact]
    public async Task A_users_token_is_exchanged_for_one_of_the_routes_audience_and_his_subject()
    {
        var (alice, _) = await BoundStreamWorld.SignInAsync(Origin, "alice");
        var (bob, _) = await BoundStreamWorld.SignInAsync(Origin, "bob");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => alice.FetchAsync(HttpMethod.Get, "/api/exchanged/x")));

        Assert.All(answers, answer => Assert.Equal(("alice", "billing https://billing.example.com"), Claims(TokenOf(answer))));
        Assert.Equal(1, _requests.Of(TokenExchange));
        Assert.Equal("bob", (await bob.FetchAsync(HttpMethod.Get, "/api/exchanged/x")).SeenUser);
        Assert.Equal(2, _requests.Of(TokenExchange));
        Assert.Equal(("alice", ""), Claims(TokenOf(await alice.FetchAsync(HttpMethod.Get, "/api/x"))));
        Assert.Equal(HttpStatusCode.Unauthorized, (await new Browser(Origin).FetchAsync(HttpMethod.Get, "/api/exchanged/x")).Status);
    }

    [Fact]
    public async Task A_sessions_refresh_token_gets_a_token_of_its_own_for_the_routes_resource_and_every_other_stays_as_it_is()
    {
        var (alice, _) = await BoundStreamWorld.SignInAsync(Origin, "alice");
        var own = TokenOf(await alice.FetchAsync(HttpMethod.Get, "/api/x"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => alice.FetchAsync(HttpMethod.Get, "/api/refreshed/x")));

        Assert.All(answers, answer => Assert.Equal(("alice", "https://stock.example.com"), Claims(TokenOf(answer))));
        Assert.Equal(1, _requests.Of("refresh_token"));
        Assert.Equal(own, TokenOf(await alice.FetchAsync(HttpMethod.Get, "/api/x")));

        // Both live on by the same, rotating refresh token.
        foreach (var path in (string[])["/api/x", "/api/refreshed/x"])
        {
            var first = TokenOf(await alice.FetchAsync(HttpMethod.Get, path));
            await Eventually.HoldsAsync(async () => TokenOf(await alice.FetchAsync(HttpMethod.Get, path)) != first, 2 * TokenLife, () => $"the token of {path} is renewed");
        }

        Assert.Equal(("alice", ""), Claims(TokenOf(await alice.FetchAsync(HttpMethod.Get, "/api/x"))));
        Assert.Equal(("alice", "https://stock.example.com"), Claims(TokenOf(await alice.FetchAsync(HttpMethod.Get, "/api/refreshed/x"))));
    }

    private static async Task<string> OwnAsync(Browser browser) => TokenOf(await browser.FetchAsync(HttpMethod.Get, "/api/own/x"));

    private static string TokenOf(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status} {answer.Body}");
        var authorization = answer.Header("Authorization") ?? "";
        Assert.StartsWith("Bearer ", authorization, StringComparison.Ordinal);
        return authorization["Bearer ".Length..];
    }

    private static (string Subject, string Audience) Claims(string token)
    {
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
        var audience = claims.RootElement.TryGetProperty("aud", out var aud)
            ? aud.ValueKind == JsonValueKind.Array ? string.Join(' ', aud.EnumerateArray().Select(name => name.GetString()).Order()) : aud.GetString()!
            : "";
        return (claims.RootElement.GetProperty("sub").GetString()!, audience);
    }

    private static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
