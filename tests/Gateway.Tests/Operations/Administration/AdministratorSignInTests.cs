using System.Net;
using System.Text.RegularExpressions;
using Gateway.Operations;
using Gateway.Operations.Administration;
using Gateway.Operations.LivePage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Operations.Administration;

/// <summary>The way of an administrator's browser past the guard, over HTTP: form, cookie, pages, WebSocket.</summary>
public sealed partial class AdministratorSignInTests : IAsyncLifetime
{
    private const string ApiKey = "an-api-key-of-this-test-0123456789abcdef";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private WebApplication _server = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        var key = new AdministratorKey(Options.Create(new OperationsOptions { ApiKey = ApiKey }), _time);

        _server = builder.Build();
        _server.Use(PageHeaders.WriteAsync);
        _server.Use(new AdministratorAccess(key, _time).InvokeAsync);
        _server.UseAntiforgery();
        new AdministratorSignIn(key, NullLogger<AdministratorSignIn>.Instance).Map(_server);
        _server.MapGet("/sessions", () => "the page");
        _server.MapGet("/_blazor", () => "the socket");
        _server.MapPost("/api/end", () => "ended");
        _server.MapGet("/api/status", () => "status");
        await _server.StartAsync();
        _browser.BaseAddress = new Uri(_server.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_stranger_is_led_to_the_form_and_from_there_to_where_he_wanted()
    {
        using var asked = await GetAsync("/sessions?x=%20y", ("Accept", "text/html"));
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?returnUrl=%2Fsessions%3Fx%3D%2520y"), (asked.StatusCode, asked.Headers.Location?.OriginalString));

        using var signedIn = await PostAsync(ApiKey, "/sessions?x=%20y");
        Assert.Equal((HttpStatusCode.Redirect, "/sessions?x=%20y"), (signedIn.StatusCode, signedIn.Headers.Location?.OriginalString));
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("gateway-administrator=", StringComparison.Ordinal));
        Assert.Contains("; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiKey, cookie, StringComparison.Ordinal);

        using var page = await GetAsync("/sessions");
        Assert.Equal("the page", await page.Content.ReadAsStringAsync());
        Assert.Contains("no-store", page.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        _time.Advance(AdministratorKey.TicketLifetime);
        using var late = await GetAsync("/sessions");
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Theory]
    [InlineData("wrong", "/sessions", HttpStatusCode.Unauthorized, null)]
    [InlineData("", "/sessions", HttpStatusCode.Unauthorized, null)]
    [InlineData(ApiKey, "https://evil.example/", HttpStatusCode.Redirect, "/")]
    [InlineData(ApiKey, "//evil.example", HttpStatusCode.Redirect, "/")]
    [InlineData(ApiKey, "/\\evil.example", HttpStatusCode.Redirect, "/")]
    public async Task A_wrong_key_opens_nothing_and_the_right_one_leads_nowhere_else(string key, string returnUrl, HttpStatusCode status, string? location)
    {
        using var answer = await PostAsync(key, returnUrl);
        Assert.Equal((status, location), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        using var page = await GetAsync("/sessions");
        Assert.Equal(key == ApiKey, page.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_form_of_another_page_is_not_read()
    {
        using var answer = await _browser.PostAsync(new Uri("/sign-in", UriKind.Relative), new FormUrlEncodedContent([KeyValuePair.Create("apiKey", ApiKey)]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task What_the_form_repeats_stays_text()
    {
        using var form = await GetAsync("/sign-in?returnUrl=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
        Assert.DoesNotContain("<script", await form.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("self", "same-origin", true)]
    [InlineData("https://evil.example", null, false)]
    [InlineData("null", null, false)]
    [InlineData("self", "cross-site", false)]
    [InlineData("self", "same-site", false)]
    public async Task The_cookie_counts_only_for_our_own_pages_where_something_is_done_or_told(string? origin, string? site, bool passes)
    {
        using var signedIn = await PostAsync(ApiKey, "/");
        List<(string, string)> headers = [];
        if (origin is not null) headers.Add(("Origin", origin == "self" ? _server.Urls.Single() : origin));
        if (site is not null) headers.Add(("Sec-Fetch-Site", site));

        using var socket = await GetAsync("/_blazor", [.. headers, ("Connection", "Upgrade"), ("Upgrade", "websocket")]);
        using var end = await SendAsync(HttpMethod.Post, "/api/end", [.. headers]);
        Assert.Equal((passes, passes), (socket.IsSuccessStatusCode, end.IsSuccessStatusCode));
    }

    [Fact]
    public async Task A_program_needs_no_form_and_one_with_a_wrong_key_is_not_helped_by_a_cookie()
    {
        using var program = await GetAsync("/api/status", ("Authorization", $"Bearer {ApiKey}"));
        using var stranger = await GetAsync("/api/status", ("Accept", "text/html"));
        using var signedIn = await PostAsync(ApiKey, "/");
        using var wrong = await GetAsync("/api/status", ("Authorization", "Bearer wrong"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (program.StatusCode, stranger.StatusCode, wrong.StatusCode));
    }

    private async Task<HttpResponseMessage> PostAsync(string key, string returnUrl)
    {
        using var form = await GetAsync("/sign-in");
        var token = Token().Match(await form.Content.ReadAsStringAsync()).Groups["token"].Value;
        using var fields = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token,
            ["apiKey"] = key,
            ["returnUrl"] = returnUrl,
        });
        return await _browser.PostAsync(new Uri("/sign-in", UriKind.Relative), fields);
    }

    private Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _browser.SendAsync(request);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
