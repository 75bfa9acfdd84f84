using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.LivePage;

/// <summary>The way to the live page where an ApiKey is set, over plain HTTP, so that nothing tidies it.</summary>
public sealed partial class AdministratorSignInTests
{
    private const string Key = "an-api-key-of-this-test-0123456789abcdef";

    private static readonly string[] ForBrowsers =
        ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy"];

    private static readonly string[] Everything =
    [
        "/", "/routes/orders", "/sessions", "/dependencies", "/sign-in", "/not-there", "/api/status", "/api/routes", "/api/not-there", "/api/sessions", "/metrics", "/livez", "/readyz",
        "/startupz", "/version", "/live/page.css", "/live/page.js", "/live/icon.svg", "/live/not-there", "/_framework/blazor.web.js", "/_content/Radzen.Blazor/Radzen.Blazor.min.js", "/_blazor",
    ];

    private readonly CookieContainer _cookies = new();

    [Fact]
    public async Task The_key_opens_the_page_once_given_in_our_own_form_and_leads_nowhere_else()
    {
        var nobodysHome = Directory.CreateTempSubdirectory("home-");
        await using var world = await World.StartAsync(new WorldOptions
        {
            Gateways = 1,
            Settings = new Dictionary<string, string> { ["Gateway:Operations:ApiKey"] = Key },
            Environment = new Dictionary<string, string> { ["HOME"] = nobodysHome.FullName },
        });
        var home = new Uri($"http://127.0.0.1:{world.Gateways[0].OperationsPort}/");
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = home };

        Assert.Equal("/sign-in?returnUrl=%2F", (await PageAsync(http, "/")).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri(home, "/api/status"))).StatusCode);
        _cookies.Add(home, new Cookie("gateway-administrator", "not+a+ticket!"));
        Assert.Equal(HttpStatusCode.Redirect, (await PageAsync(http, "/")).StatusCode);
        using var stranger = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = home };
        Assert.Equal(HttpStatusCode.Redirect, (await PageAsync(stranger, "/", $"gateway-administrator={new string('A', 10_000)}")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await PageAsync(stranger, "/", $"gateway-administrator={new string('A', 40_000)}")).StatusCode);

        var form = await PageAsync(http, "/sign-in?returnUrl=%2Fsessions");
        Assert.Contains("frame-ancestors 'none'", form.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(form.Headers.CacheControl?.NoStore);
        var token = Token().Match(await form.Content.ReadAsStringAsync()).Groups["token"].Value;

        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(http, "", Key, "/")).StatusCode);
        var wrong = await PostAsync(http, token, Key + "x", "/");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.DoesNotContain(Key, await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var elsewhere in (string[])["//evil.example", "/\\evil.example", "https://evil.example/", "/%09/evil.example", "javascript:alert(1)"])
        {
            Assert.Equal("/", (await PostAsync(http, token, Key, elsewhere)).Headers.Location?.ToString());
        }

        var right = await PostAsync(http, token, Key, "/sessions");
        Assert.Equal("/sessions", right.Headers.Location?.ToString());
        var cookie = right.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("gateway-administrator=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Key, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await PageAsync(http, "/sessions")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(home, "/api/status"))).StatusCode);
        foreach (var path in Everything) await SaysTheSameAsync(http, form, path);
        foreach (var path in Everything) await SaysTheSameAsync(stranger, form, path);
        Assert.DoesNotContain(Key, world.Gateways[0].Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DataProtection", world.Gateways[0].Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Antiforgery", world.Gateways[0].Output, StringComparison.Ordinal);
        Assert.DoesNotContain(nobodysHome.EnumerateFiles("*", SearchOption.AllDirectories), file => file.Name.StartsWith("key-", StringComparison.Ordinal));
        nobodysHome.Delete(recursive: true);

        // Nothing of it is at the port everybody reaches.
        foreach (var path in (string[])["/live/page.css", "/_framework/blazor.web.js", "/_blazor", "/sign-in", "/api/status"])
        {
            using var answer = await http.GetAsync(new Uri(world.Gateways[0].Origin, path));
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized, $"{path}: {answer.StatusCode}");
        }
    }

    // A fast test says which words these are.
    private static async Task SaysTheSameAsync(HttpClient http, HttpResponseMessage form, string path)
    {
        using var answer = await PageAsync(http, path);
        Assert.All(ForBrowsers, header => Assert.Equal((path, form.Headers.GetValues(header).Single()), (path, Assert.Single(answer.Headers.GetValues(header)))));
    }

    private static async Task<HttpResponseMessage> PageAsync(HttpClient http, string path, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return await http.SendAsync(request);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string token, string key, string returnUrl) => http.PostAsync(
        new Uri("/sign-in", UriKind.Relative),
        new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["apiKey"] = key, ["returnUrl"] = returnUrl }));

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
