using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Bearer;

/// <summary>Who may call which route with what, and what the upstream gets to see of it.</summary>
public sealed class BearerCallersTests
{
    [Fact]
    public async Task Each_route_takes_the_callers_it_says_and_a_token_that_was_brought_decides()
    {
        await using var world = await BearerWorld.StartAsync(gateways: 1, opaque: false);
        var token = await world.NewTokenAsync();
        var alice = await SignedInUser.SignInAsync(world.World, "alice");
        var cookie = alice.CookieHeader;
        const string Bad = "eyJhbGciOiJub25lIn0.e30.";

        // route, token, with alice's cookie, as a navigation, status, whose token the upstream sees
        (string Path, string? Token, bool Cookie, bool Navigates, int Status, string? Seen)[] table =
        [
            ("/machine/a", token, false, false, 200, "demo"),
            ("/machine/a", token, true, false, 200, "demo"),
            ("/machine/a", null, false, false, 401, null),
            ("/machine/a", null, true, false, 401, null),
            ("/machine/a", null, false, true, 401, null),
            ("/machine/a", Bad, false, false, 401, null),
            ("/writers/a", token, false, false, 403, null),
            ("/either/a", token, false, false, 200, "demo"),
            ("/either/a", token, true, false, 200, "demo"),
            ("/either/a", null, true, false, 200, "alice"),
            ("/either/a", Bad, true, false, 401, null),
            ("/either/a", null, false, false, 401, null),
            ("/either/a", null, false, true, 302, null),
            ("/maybe/a", null, false, false, 200, null),
            ("/maybe/a", token, false, false, 200, "demo"),
            ("/maybe/a", null, true, false, 200, "alice"),
            ("/maybe/a", Bad, true, false, 401, null),
            ("/api/a", token, false, false, 401, null),
            ("/api/a", Bad, true, false, 200, "alice"),
        ];
        foreach (var row in table)
        {
            using var answer = await world.CallAsync(world.World.Gateways[0], row.Path, row.Token, request =>
            {
                if (row.Cookie) request.Headers.Add("Cookie", cookie);
                if (row.Navigates) request.Headers.Add("Sec-Fetch-Mode", "navigate");
            });
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(row.Status == (int)answer.StatusCode, $"{row} {answer.StatusCode} {body}");
            if (row.Status == 200) Assert.Equal(row.Seen, Seen(body));
            if (row.Status is 401 or 403 && row.Path != "/api/a")
            {
                Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                Assert.Contains("\"owner\":\"client\"", body, StringComparison.Ordinal);
                if (row.Token == Bad) Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_service_may_change_state_without_the_browser_s_proof_and_a_browser_may_not()
    {
        await using var world = await BearerWorld.StartAsync(gateways: 1, opaque: false);
        var token = await world.NewTokenAsync();
        var alice = await SignedInUser.SignInAsync(world.World, "alice");
        var gateway = world.World.Gateways[0];

        using var service = await world.CallAsync(gateway, "/either/a", token, Posting(null));
        Assert.Equal(HttpStatusCode.OK, service.StatusCode);

        // A browser that another site made call with alice's cookie, and with whatever that site may write into the header.
        (string? Authorization, HttpStatusCode Status)[] foreign =
        [
            (null, HttpStatusCode.Forbidden),
            ("Basic YTpi", HttpStatusCode.Forbidden),
            ($"Basic YTpi, Bearer {token}", HttpStatusCode.Forbidden),
            ("Bearer", HttpStatusCode.Unauthorized),
            ("Bearer ", HttpStatusCode.Unauthorized),
            ($"Bearer {token}, Basic YTpi", HttpStatusCode.Unauthorized),
        ];
        foreach (var (authorization, status) in foreign)
        {
            using var answer = await world.CallAsync(gateway, "/either/a", null, request =>
            {
                Posting(alice.CookieHeader)(request);
                if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            });
            Assert.Equal((authorization, status), (authorization, answer.StatusCode));
        }
    }

    [Fact]
    public async Task Hostile_tokens_get_401_and_the_provider_hears_of_none()
    {
        await using var world = await BearerWorld.StartAsync(gateways: 1, opaque: false);
        var gateway = world.World.Gateways[0];
        Assert.Equal(200, await world.StatusAsync(gateway, await world.NewTokenAsync()));
        world.Calls.Forget();

        var claims = $$"""{"iss":"{{world.World.Identity.Authority}}","aud":"api","exp":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600}}}""";
        string[] hostile =
        [
            Token("""{"alg":"none"}""", claims, ""),
            Token("""{"alg":"HS256"}""", claims),
            Token("""{"alg":"RS256","kid":"x","jku":"https://evil.example/keys"}""", claims),
            Token("""{"alg":"RS256","kid":"x","x5u":"https://evil.example/c"}""", claims),
            Token("""{"alg":"RS256","kid":"x","jwk":{"kty":"RSA"}}""", claims),
            Token("""{"alg":"RS256","kid":"x"}""", claims.Replace("\"exp\":", "\"exp\":1e300,\"was\":", StringComparison.Ordinal)),
            Token("""{"alg":"RS256","kid":"x"}""", claims.Replace("\"exp\":", "\"was\":", StringComparison.Ordinal)),
            Token("""{"alg":"RS256","kid":"x"}""", claims.Replace("\"api\"", "\"other\"", StringComparison.Ordinal)),
            Token("""{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF"}""", claims) + ".dGFn.dGFn",
            new string('a', 17 * 1024),
        ];
        foreach (var token in hostile) Assert.Equal((token[..Math.Min(token.Length, 60)], 401), (token[..Math.Min(token.Length, 60)], await world.StatusAsync(gateway, token)));
        Assert.Equal((0, 0), (world.Calls.To(ProviderCalls.KeySet), world.Calls.To(ProviderCalls.Introspection)));
    }

    private static string Token(string header, string claims, string signature = "c2ln") =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{signature}";

    private static Action<HttpRequestMessage> Posting(string? cookie) => request =>
    {
        request.Method = HttpMethod.Post;
        request.Content = new StringContent("x");
        if (cookie is null) return;
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", "https://evil.example");
    };

    private static string? Seen(string body)
    {
        using var echo = JsonDocument.Parse(body);
        return new Answer(HttpStatusCode.OK, null, null, false, echo.RootElement.GetRawText()).SeenUser;
    }
}
