using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.HostileInput;

/// <summary>Requests that claim to be somebody, come from another site, or want a session they have no right to.</summary>
public sealed class ForgedIdentityTests(HostileWorld world) : IClassFixture<HostileWorld>
{
    [Theory]
    [InlineData("X-Forwarded-User")]
    [InlineData("X_Forwarded_User")]
    [InlineData("x-forwarded_user")]
    [InlineData("X-Forwarded-Uri")]
    [InlineData("X-Forwarded-Email")]
    [InlineData("X-Original-URL")]
    [InlineData("X_Original_URL")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("X-Auth-Request-User")]
    [InlineData("Remote-User")]
    [InlineData("REMOTE_USER")]
    [InlineData("X-Client-Cert")]
    [InlineData("X-Real-IP")]
    [InlineData("Forwarded")]
    [InlineData("X-HTTP-Method-Override")]
    public async Task Identity_headers_of_a_client_never_reach_an_upstream(string name)
    {
        foreach (var path in (string[])["/open/x", "/api/x"])
        {
            var answer = await world.AskAsync($"GET {path} HTTP/1.1", $"{name}: admin\r\n", signedIn: true);
            Assert.Equal(200, answer.Status);
            Assert.DoesNotContain(answer.Upstream(), header => header.Value == "admin");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Connection: close, Authorization\r\n")]
    [InlineData("Connection: Authorization, Cookie\r\n")]
    public async Task A_clients_Authorization_is_neither_believed_nor_forwarded_on_a_session_route(string connection)
    {
        var headers = $"Authorization: Bearer forged\r\n{connection}";
        Assert.Equal(401, (await world.AskAsync("GET /api/x HTTP/1.1", headers)).Status);

        var answer = await world.AskAsync("GET /api/x HTTP/1.1", headers, signedIn: true);
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("Bearer ey", answer.Upstream()["Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Upstream(), header => header.Key == "Cookie");
    }

    [Theory]
    [InlineData("{name}={session}; {name}={session}")]
    [InlineData("{name}=x; {name}={session}")]
    [InlineData("{name}={session}\r\nCookie: {name}={session}")]
    [InlineData("__%48ost-demo={session}")]
    [InlineData("__host-demo={session}")]
    [InlineData("{name}=v1.{session}")]
    [InlineData("{name}={session}x")]
    [InlineData("{name}=\"{session}\"")]
    [InlineData("{name}=chunks=99999999")]
    [InlineData("{name}=")]
    public async Task A_session_cookie_is_one_whole_and_plain_or_none(string cookies)
    {
        var line = cookies.Replace("{name}", HostileWorld.CookieName, StringComparison.Ordinal).Replace("{session}", world.Session, StringComparison.Ordinal);
        var answer = await world.AskAsync("GET /api/x HTTP/1.1", $"Cookie: {line}\r\n");
        Assert.Equal(401, answer.Status);
        Assert.DoesNotContain("Set-Cookie", answer.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site\r\nX-CSRF: 1\r\n")]
    [InlineData("Sec-Fetch-Site: same-site\r\nX-CSRF: 1\r\n")]
    [InlineData("Origin: https://evil.example\r\nX-CSRF: 1\r\n")]
    [InlineData("Origin: null\r\nX-CSRF: 1\r\n")]
    [InlineData("Sec-Fetch-Site: cross-site\r\nOrigin: http://{host}\r\nX-CSRF: 1\r\n")]
    [InlineData("X-CSRF: 1\r\n")]
    [InlineData("Sec-Fetch-Site: same-origin\r\n")]
    public async Task A_state_changing_call_of_another_site_is_refused(string headers)
    {
        headers = headers.Replace("{host}", world.Host, StringComparison.Ordinal);
        foreach (var method in (string[])["POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
        {
            var answer = await world.AskAsync($"{method} /api/x HTTP/1.1", $"{headers}Content-Length: 0\r\n", signedIn: true);
            Assert.Equal(403, answer.Status);
        }
    }

    [Theory]
    [InlineData("/bff/callback?code=a&state=b")]
    [InlineData("/bff/callback?code=a&code=b&state=x&state=y")]
    [InlineData("/bff/callback?error=access_denied&state=x")]
    [InlineData("/bff/callback")]
    public async Task A_login_that_this_browser_did_not_begin_makes_no_session(string target)
    {
        var answer = await world.AskAsync($"GET {target} HTTP/1.1");
        Assert.Equal(400, answer.Status);
        Assert.False(answer.SetsSession);
    }

    [Theory]
    [InlineData("/\\evil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("////evil.example/%2f..")]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/%2f%2fevil.example")]
    [InlineData("/%252f%252fevil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a&returnUrl=//evil.example")]
    public async Task Nothing_redirects_off_the_origin(string returnUrl)
    {
        Assert.Equal(400, (await world.AskAsync($"GET /bff/login?returnUrl={returnUrl} HTTP/1.1")).Status);
        Assert.Equal(400, (await world.AskAsync($"GET /bff/logout?returnUrl={returnUrl} HTTP/1.1")).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signing_in_over_a_session_gives_a_new_one_and_ends_the_old_whether_or_not_the_cookie_comes_back(bool strictCookieReturns)
    {
        var browser = new Browser(world.Origin);
        var planted = await HostileWorld.SignInAsync(browser);
        var mine = await HostileWorld.SignInAsync(browser, atTheForm: () =>
        {
            if (!strictCookieReturns) browser.Cookies.Forget(HostileWorld.CookieName);
        });

        Assert.NotEqual(planted, mine);
        Assert.Equal(401, (await world.AskAsync("GET /api/x HTTP/1.1", $"Cookie: {HostileWorld.CookieName}={planted}\r\n")).Status);
        Assert.Equal(200, (await world.AskAsync("GET /api/x HTTP/1.1", $"Cookie: {HostileWorld.CookieName}={mine}\r\n")).Status);
    }

    [Fact]
    public async Task The_log_holds_no_secret()
    {
        var browser = new Browser(world.Origin);
        var session = await HostileWorld.SignInAsync(browser);
        foreach (var canary in (string[])[session, world.Session, "demo-secret", "eyJ", "Bearer ", "a-secret-for-one-test-run"])
        {
            Assert.DoesNotContain(canary, world.Gateway.Output, StringComparison.Ordinal);
        }
    }
}
